//! Markup, code and escape sequences, which a program that displays a template could interpret.

use std::sync::LazyLock;

use regex::RegexSet;
use unicode_normalization::UnicodeNormalization;

/// Braces are checked separately, so the syntax of template languages with braces is not listed.
const FORMS: &[&str] = &[
    // A tag, a comment or a processing instruction of HTML or XML, also if it is not closed.
    r"<[/!?%]?\p{L}|<!--|<!\[|<%|%>|\?>",
    // A character reference.
    r"(?i)&(?:[a-z][a-z0-9]{1,30};|#[0-9]{1,7}|#x[0-9a-f]{1,6})",
    // A link, an image or a link definition of Markdown.
    r"\[[^\[\]]*\]\(|(?m)^\s*\[[^\[\]]+\]:\s*\S|\]\[[^\[\]]*\]",
    // A block of code.
    r"```|~~~",
    // A scheme that a browser executes, also if it is spread over spaces.
    r"(?i)\b(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:",
    r"(?i)\bdata\s*:\s*(?:[a-z]+/|[;,])|\b(?:file|blob|view-source|about)\s*:\s*(?://|[a-z]+:|blank)",
    // An escape sequence.
    r"(?i)\\(?:u\s*\{?\s*[0-9a-f]{2}|x\s*\{?\s*[0-9a-f]{2})",
    // The attribute of a tag that runs code.
    r"(?i)\bon(?:error|load|click|mouseover|focus)\s*=",
];

static MARKUP: LazyLock<Option<RegexSet>> = LazyLock::new(|| RegexSet::new(FORMS).ok());

/// Whether `text`, from which variables were removed, contains markup or code. Compatibility characters, such as
/// full-width ones, count as the characters that they stand for.
pub(super) fn has_markup(text: &str) -> bool {
    let plain: String = text.nfkc().collect();
    MARKUP.as_ref().is_none_or(|markup| markup.is_match(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_found() {
        for text in [
            "<b>now</b>",
            "click <a href=x>here</a>",
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)",
            "</div>",
            "<!-- hidden -->",
            "<![CDATA[x]]>",
            "<?php echo 1 ?>",
            "<% code %>",
            "100%>",
            "<svg/onload=x>",
            "<help@club.example>",
            "＜script＞",
            "﹤b﹥",
            "a &amp; b",
            "&lt;b&gt;",
            "&#60;",
            "&#x3c;",
            "&#60",
            "&nbsp;",
            "[book](https://evil.example)",
            "![x](y)",
            "[]()",
            "\n[ref]: evil",
            "[text][ref]",
            "```rm -rf```",
            "~~~\ncode",
            "javascript:alert(1)",
            "JavaScript :x",
            "java\nscript:x",
            "vbscript:x",
            "data:text/html,x",
            "data:;base64,x",
            "DATA: text/html",
            "file:///etc/passwd",
            "blob:https://x",
            "about:blank",
            r"\u0041",
            r"\u{41}",
            r"\x41",
            r"\U0041",
            "x onerror = y",
        ] {
            assert!(has_markup(text), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_accepted() {
        for text in [
            "a < b",
            "5 > 3",
            "(see below)",
            "[optional]",
            "[optional] (see below)",
            "R&B",
            "Q&A; more",
            "AT&T",
            "fish & chips;",
            "<3",
            "<- here",
            "I -> you",
            "50% off",
            "100% yes",
            "Your data: we keep none",
            "the file: a list",
            "note: bring it",
            "a * b_c # d ~ e",
            "don`t",
            "* one\n* two\n- three",
            "# 5",
            "C:\\new",
            "either/or",
            "it's \"open\"",
            "=) :-) ^^",
            "about: the club",
            "[1] and [2]",
            "java: coffee",
            "\\o/",
            "1 < 2 > 0",
            "on load = 5 kg",
        ] {
            assert!(!has_markup(text), "{text}");
        }
    }
}
