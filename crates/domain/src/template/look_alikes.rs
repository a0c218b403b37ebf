//! Words whose letters imitate those of another script, such as `pаypal` with a Cyrillic `а`.

use std::sync::LazyLock;

use regex::Regex;
use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;
use unicode_security::mixed_script::is_potential_mixed_script_confusable_char;

/// Words, without the letters of scripts that are written without spaces or next to Latin words.
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let other = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}";
    Regex::new(&format!(r"[[\p{{Alphabetic}}\p{{M}}\p{{N}}]--[{other}]]+")).ok()
});

/// Letters that exist to look like Latin letters in another typeface, and phonetic letters.
static STYLED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\x{1D400}-\x{1D7FF}\x{249C}-\x{24E9}\x{1F110}-\x{1F189}]").ok());
const PHONETIC: [std::ops::RangeInclusive<char>; 2] = ['\u{250}'..='\u{2af}', '\u{1d00}'..='\u{1dbf}'];

/// Whether a word of `text` imitates another one: it mixes scripts and one of its letters looks like a letter of
/// another script, or it consists of such letters alone among words of another script, or of letters that imitate
/// Latin ones in another typeface.
pub(super) fn has_look_alikes(text: &str) -> bool {
    let (Some(word), Some(styled)) = (WORD.as_ref(), STYLED.as_ref()) else { return true };
    let words: Vec<&str> = word.find_iter(text).map(|found| found.as_str()).collect();
    styled.is_match(text)
        || text.chars().any(is_phonetic_look_alike)
        || words.iter().any(|word| mixes_scripts(word))
        || imitates_as_a_whole(&words)
}

fn is_phonetic_look_alike(character: char) -> bool {
    PHONETIC.iter().any(|range| range.contains(&character))
        && is_ascii_skeleton(character.encode_utf8(&mut [0; 4]))
}

fn is_ascii_skeleton(word: &str) -> bool {
    skeleton(word).all(|character| character.is_ascii())
}

fn mixes_scripts(word: &str) -> bool {
    !word.is_single_script() && word.chars().any(is_potential_mixed_script_confusable_char)
}

/// Whether the words without a Latin letter could all be read as Latin words, next to Latin words. In a text in
/// Russian or Greek with Latin names, most words could not.
fn imitates_as_a_whole(words: &[&str]) -> bool {
    let lettered = || words.iter().filter(|word| word.chars().any(char::is_alphabetic));
    let mut other = lettered().filter(|word| !is_latin(word)).peekable();
    lettered().any(|word| is_latin(word))
        && other.peek().is_some()
        && other.all(|word| is_ascii_skeleton(&word.to_lowercase()))
}

fn is_latin(word: &str) -> bool {
    static LATIN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\p{Latin}").ok());
    LATIN.as_ref().is_some_and(|latin| latin.is_match(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_found() {
        for text in [
            "pay with pаypal",
            "gооgle",
            "аpple",
            "раypal",
            "micrоsoft",
            "Ρaypal",
            "pαypal",
            "εbay",
            "ᏢayPal",
            "paypaӏ",
            "log in at раура",
            "visit сосо now",
            "use your рау",
            "ɡoogle",
            "pɑypal",
            "𝐩𝐚𝐲𝐩𝐚𝐥",
            "𝓅𝒶𝓎",
            "ⓟⓐⓨ",
            "🅟🅐🅨",
            "pаssword",
            "lоgin",
            "bооk at оur site",
            "Ηello",
            "αdmin",
        ] {
            assert!(has_look_alikes(text), "{text}");
        }
    }

    #[test]
    fn plain_text_of_one_or_several_languages_is_accepted() {
        for text in [
            "Мы открыты с девяти до пяти, приходите.",
            "Приходите в Star Club, роса и сухо",
            "Είμαστε ανοιχτά κάθε μέρα.",
            "Ελάτε στο Star Club",
            "ATMは駅の前です。Wi-Fiも使えます",
            "USBをご利用ください",
            "我们的WiFi密码在门口",
            "카페 Star에서 만나요",
            "naïve café Ñandú",
            "Straße nach Łódź",
            "größe 5µm",
            "əl",
            "שלום Star",
            "สวัสดี Star",
            "A/C, B2B, 3D, 1º",
            "10 kΩ",
        ] {
            assert!(!has_look_alikes(text), "{text}");
        }
    }
}
