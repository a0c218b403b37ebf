//! Characters that a reader cannot see, or that hide or reorder others.

use std::sync::LazyLock;

use regex::Regex;

/// An emoji, with its variation selector, its skin tone and the emoji that are joined to it, or a keycap. Only
/// here are a joiner and a variation selector part of what a reader sees.
static EMOJI: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let emoji = r"\p{Extended_Pictographic}\x{FE0F}?[\x{1F3FB}-\x{1F3FF}]?";
    Regex::new(&format!(r"{emoji}(?:\x{{200D}}{emoji})*|[0-9#*]\x{{FE0F}}?\x{{20E3}}")).ok()
});

/// Control and format characters, fillers, tags, private and reserved characters, the blank Braille pattern and
/// the place of an attachment; and more combining marks on a letter than a language needs.
static HIDDEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let never = r"\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\x{2800}\x{FFFC}";
    Regex::new(&format!(r"[{never}]|[\p{{Cc}}--\t\n\r]|\p{{M}}{{3,}}")).ok()
});

/// Whether `text` contains a character that is not visible where it is.
pub(super) fn has_hidden(text: &str) -> bool {
    let (Some(emoji), Some(hidden)) = (EMOJI.as_ref(), HIDDEN.as_ref()) else { return true };
    hidden.is_match(&emoji.replace_all(text, " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIDDEN_EXAMPLES: &[&str] = &[
        "\u{0}",
        "\u{7}",
        "\u{1b}",
        "\u{85}",
        "\u{9f}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{2060}",
        "\u{feff}",
        "\u{ad}",
        "\u{34f}",
        "\u{180e}",
        "\u{200e}",
        "\u{200f}",
        "\u{61c}",
        "\u{202a}",
        "\u{202b}",
        "\u{202c}",
        "\u{202d}",
        "\u{202e}",
        "\u{2066}",
        "\u{2067}",
        "\u{2068}",
        "\u{2069}",
        "\u{206a}",
        "\u{206f}",
        "\u{fe00}",
        "\u{fe0e}",
        "\u{fe0f}",
        "\u{e0100}",
        "\u{180b}",
        "\u{115f}",
        "\u{1160}",
        "\u{3164}",
        "\u{ffa0}",
        "\u{2800}",
        "\u{e0000}",
        "\u{e0001}",
        "\u{e0041}",
        "\u{e007f}",
        "\u{e000}",
        "\u{f8ff}",
        "\u{f0000}",
        "\u{10fffd}",
        "\u{ffff}",
        "\u{fdd0}",
        "\u{1fffe}",
        "\u{10ffff}",
        "\u{fff9}",
        "\u{fffb}",
        "\u{fffc}",
        "\u{2061}",
        "\u{1d173}",
        "\u{17b4}",
        "e\u{301}\u{301}\u{301}",
        "a\u{489}\u{489}\u{489}\u{489}",
    ];

    #[test]
    fn hidden_characters_are_found() {
        for hidden in HIDDEN_EXAMPLES {
            assert!(has_hidden(&format!("see {hidden}this")), "{}", hidden.escape_unicode());
        }
        for text in [
            "👩\u{200d}evil",
            "\u{200d}👩",
            "👍\u{e0041}",
            "a\u{fe0f}",
            "1\u{fe0f}",
            "👍\u{fe0e}",
            "👍\u{fe0f}\u{fe0f}",
        ] {
            assert!(has_hidden(text), "{}", text.escape_unicode());
        }
    }

    #[test]
    fn visible_text_is_accepted() {
        for text in [
            "Hello, see you at 5!\n\tBye",
            "ça coûte 5 € — d’accord ?",
            "¿Dónde está?",
            "e\u{301}te\u{301}",
            "日本語のテキスト。",
            "Привет",
            "Γειά σου",
            "שלום",
            "مرحبا",
            "สวัสดีครับ",
            "नमस्ते",
            "안녕하세요",
            "👍🏽 ❤️ ☎️ ⛳",
            "👩‍👩‍👧 👩🏽‍💻 🏳️‍🌈",
            "1️⃣ then #️⃣",
            "🇨🇦 🇫🇷",
            "5 °C ½ ™ ©",
            "non\u{a0}breaking",
        ] {
            assert!(!has_hidden(text), "{text}");
        }
    }
}
