//! Exports for tests.

use std::fmt::Write;

/// The company's telephone number in every export.
pub const OWN_NUMBER: &str = "+19025550100";

/// A builder of OpenPhone exports.
#[derive(Debug, Clone, Default)]
pub struct Export {
    rows: String,
    count: usize,
}

/// An answer that has few words in common with that of any other `number`.
fn made_up_answer(number: usize) -> String {
    let words: Vec<_> = (0..12).map(|index| made_up_word(12 * number + index)).collect();
    let [a, b, c] = [&words[..4], &words[4..8], &words[8..]].map(|words| words.join(" "));
    format!("You will find it on the {a} shelf, beside {b}, under {c}.")
}

/// A different word for each number below 216,000.
fn made_up_word(number: usize) -> String {
    const CONSONANTS: &[u8; 12] = b"bdfgklmnprtv";
    const VOWELS: &[u8; 5] = b"aeiou";
    let scattered = number * 7_919 % 216_000;
    let syllable = |power: usize| {
        let digit = scattered / power % 60;
        [char::from(CONSONANTS[digit / 5]), char::from(VOWELS[digit % 5])]
    };
    [1, 60, 3_600].into_iter().flat_map(syllable).collect()
}

impl Export {
    /// An export without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// An export with `count` conversations, each of which yields a different pattern.
    pub fn with_patterns(count: usize) -> Self {
        (0..count).fold(Self::new(), Self::pattern)
    }

    /// This export with a conversation from which the local rules extract one pattern, a different one for every
    /// `number`.
    pub fn pattern(self, number: usize) -> Self {
        let thing = WORDS[number % WORDS.len()];
        let place = WORDS[(number / WORDS.len() + 7 * number + 3) % WORDS.len()];
        let id = format!("CN{number:04}");
        self.conversation(
            &id,
            &[
                ("in", &format!("Where can I find the {thing} for the {place}?")),
                ("out", &made_up_answer(number)),
                ("in", "Thanks!"),
            ],
        )
    }

    /// This export with a conversation of `("in" or "out", text)` messages. Their ids, numbers and times depend on
    /// its index.
    pub fn conversation(mut self, id: &str, messages: &[(&str, &str)]) -> Self {
        let customer = format!("+1506555{:04}", self.count % 10_000);
        for (index, (side, body)) in messages.iter().enumerate() {
            let message = format!("AC{id}-{index}");
            self.row(&message, id, side, body, &customer, index);
        }
        self.count += 1;
        self
    }

    fn row(
        &mut self,
        message: &str,
        conversation: &str,
        side: &str,
        body: &str,
        customer: &str,
        minute: usize,
    ) {
        let (from, to, direction) = match side {
            "in" => (customer, OWN_NUMBER, "incoming"),
            _ => (OWN_NUMBER, customer, "outgoing"),
        };
        let body = body.replace('"', "\"\"");
        let (hour, day) = (self.count / 28 % 24, 1 + self.count % 28);
        writeln!(
            self.rows,
            "{message},{conversation},\"{body}\",,{to},{from},{direction},2025-09-{day:02}T{hour:02}:{minute:02}:00Z"
        )
        .unwrap();
    }

    /// The export as a CSV file.
    pub fn csv(&self) -> String {
        format!("id,conversationId,body,sentAt,to,from,direction,createdAt\n{}", self.rows)
    }
}

const WORDS: [&str; 16] = [
    "putter",
    "umbrella",
    "projector",
    "blanket",
    "keyboard",
    "trolley",
    "mirror",
    "calendar",
    "fountain",
    "lantern",
    "ladder",
    "hammock",
    "bicycle",
    "whistle",
    "telescope",
    "cushion",
];

/// The 500 real conversations, repeated with new ids and numbers up to `bytes` bytes, with or without conversation
/// ids.
pub fn repeated(with_ids: bool, bytes: usize) -> String {
    let name = if with_ids { "star-dev-500.csv" } else { "star-dev-500-phone.csv" };
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/star").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut file = format!("{header}\n");
    for round in 0.. {
        // Every id and every customer's number contains the digits of its round.
        let renewed = rows
            .replace("AC", &format!("AC{round:02x}"))
            .replace(",CN", &format!(",CN{round:02x}"))
            .replace("+1", &format!("+1{round:02}"));
        if file.len() + renewed.len() > bytes {
            let room = bytes - file.len();
            let rest = renewed[..renewed.floor_char_boundary(room)].rfind("Z\n").map_or(0, |end| end + 2);
            file.push_str(&renewed[..rest]);
            return file;
        }
        file.push_str(&renewed);
    }
    file
}
