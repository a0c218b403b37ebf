//! Links, e-mail addresses, numbers and codes: what must occur in a source exactly.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::spelled;

/// A link that is written so that programs do not recognize it: `evil[.]example`, `evil dot example`, `evil .com`.
/// A reader does.
static DISGUISED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let dot = r"(?:\.|,|dot|d0t|punkt|punto|point)";
    let end = r"(?:com|net|org|info|biz|io|example|ru|cn|xyz)";
    let forms = [
        &format!(r"[\w-]+\s*[\[({{<|*_-]\s*{dot}\s*[\])}}>|*_-]\s*\w{{2,}}"),
        r"[\w-]+\s+d[o0]t\s+\w{2,}",
        r"[\w-]+\s*-\s*d[o0]t\s*-\s*\w{2,}",
        &format!(r"[\w-]+\s+(?:punkt|punto|point)\s+{end}\b"),
        r"\w\s+\.\w{2,}",
        &format!(r"[\w-]+\s*[.,·]\s+{end}\b(?:/|\s*$|\s*[.,!?)])"),
        r"[\w-]+\s*,\s*(?:com|net|org)\b",
        r"\b\w+d[o0]t(?:com|net|org|io|co|info)\b",
        r"[\w.+-]+\s*[\[({<]\s*(?:at|@|arroba|chez)\s*[\])}>]\s*\w{2,}",
        r"\bh(?:tt|xx|\*\*|t\*|\*t)ps?\b",
        r"\bwww\b",
    ];
    Regex::new(&forms.map(|form| format!("(?:{form})")).join("|")).ok()
});

/// The schemes of links that need no slashes.
const SCHEMES: [&str; 9] =
    ["http:", "https:", "hxxp:", "hxxps:", "ftp:", "mailto:", "tel:", "sms:", "whatsapp:"];

/// What a text contains that must occur in a source.
#[derive(Debug, Default)]
pub(super) struct Specifics {
    /// Links, e-mail addresses, numbers and codes in one form for each.
    pub exact: HashSet<String>,
    /// Spelled-out numbers, as the digits that they stand for.
    pub spelled: HashSet<String>,
}

impl Specifics {
    /// Reads a folded text.
    pub(super) fn of(folded: &str) -> Self {
        let exact = disguised(folded).chain(plain(folded)).collect();
        Self { exact, spelled: spelled::numbers(folded) }
    }

    /// Everything that a template may contain if an operator wrote this text: also the parts of a number, and a
    /// number that is spelled out here and written in digits there.
    pub(super) fn permitted(&self) -> HashSet<String> {
        let ranges = self.exact.iter().filter(|exact| exact.starts_with(|c: char| c.is_numeric()));
        let parts = ranges.flat_map(|range| {
            let plain = range.trim_end_matches(['a', 'p', 'm']);
            let joined = plain.chars().filter(|c| c.is_numeric()).collect();
            plain.split(['-', '/']).map(str::to_owned).chain([joined])
        });
        parts.chain(self.exact.iter().cloned()).chain(self.spelled.iter().cloned()).collect()
    }
}

/// The links, e-mail addresses, numbers and codes of a folded text, except disguised links.
pub(super) fn plain(folded: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut rest = String::new();
    for token in tokens(folded) {
        if is_link_or_mail(token) || has_letter_before_digit(token) {
            found.insert(token.to_owned());
        } else {
            rest.push_str(token);
            rest.push(' ');
        }
    }
    found.extend(numbers(&rest));
    found
}

fn disguised(folded: &str) -> impl Iterator<Item = String> + '_ {
    let found = DISGUISED.iter().flat_map(|disguised| disguised.find_iter(folded));
    found.map(|found| found.as_str().split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The tokens of a text without the punctuation around them.
fn tokens(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '{' | '}' | '(' | ')' | '[' | ']' | '"' | '<' | '>')
        })
        .map(|token| token.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|token| !token.is_empty())
}

fn is_link_or_mail(token: &str) -> bool {
    let names_a_host = token.rsplit_once('.').is_some_and(|(host, rest)| {
        let ending: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        !host.is_empty() && ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic)
    });
    let has_scheme = SCHEMES.iter().any(|scheme| token.starts_with(scheme));
    token.contains("://")
        || token.contains('@')
        || has_scheme
        || (names_a_host && !is_number_with_unit(token))
}

/// Whether a token such as `9.30am` is a number.
fn is_number_with_unit(token: &str) -> bool {
    token.starts_with(char::is_numeric)
        && token.trim_end_matches(char::is_alphabetic).chars().all(|c| !c.is_alphabetic())
}

/// Whether a letter comes directly before a digit, as in the code `b2`.
fn has_letter_before_digit(token: &str) -> bool {
    token.chars().zip(token.chars().skip(1)).any(|(a, b)| a.is_alphabetic() && b.is_numeric())
}

/// The numbers of a text, without separators of thousands and without a fraction of zero. A time with "am" or "pm"
/// is a different number from one without.
fn numbers(text: &str) -> Vec<String> {
    static NUMBER: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(\p{N}(?:[\p{N}.,:/-]*\p{N})?)(?:\s*([ap])\.?\s?m\b)?").ok());
    let mut numbers = Vec::new();
    for found in NUMBER.iter().flat_map(|number| number.captures_iter(text)) {
        let number = plain_number(&found[1]);
        if let Some(half) = found.get(2) {
            numbers.push(format!("{number}{}m", half.as_str()));
        } else {
            numbers.push(number);
        }
    }
    numbers
}

fn plain_number(digits: &str) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let is_grouped =
        groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3);
    let plain = if is_grouped { whole.replace(',', "") } else { whole.to_owned() };
    match fraction {
        "" | "00" => {
            [",00", ":00"].iter().find_map(|zero| plain.strip_suffix(zero)).unwrap_or(&plain).to_owned()
        }
        _ => format!("{plain}.{fraction}"),
    }
}
