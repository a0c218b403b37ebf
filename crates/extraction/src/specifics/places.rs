//! Names of places. A capital letter alone is not enough: a word such as Hotel, a preposition of place
//! or quotation marks must come with it.

use gleaner_domain::Variable;
use regex::{Match, Regex};

use super::lexicon::NOT_PLACES;
use super::spans::Spans;
use crate::text::{compile, static_regexes};

static_regexes! {
    /// `Harbour Hotel`: ends with what it is.
    static NAMED_CATEGORY: Regex = compile(
        r"\b(?:\p{Lu}[\p{L}'’-]* (?:(?:of|on|and|de|la) )?){1,4}(?:Hotel|Inn|Motel|Hostel|Venue|Apartments|Restaurant|Cafe|Café|Bistro|Bar|Pub|Club|Golf|Park|Airport|Station|University|College|School|Hospital|Clinic|Mall|Plaza|Center|Centre|Theatre|Theater|Museum|Library|Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Drive|Square|Highway|Bridge|Beach|Bay)\b",
    );

    /// `in New York`, `at the Blue Heron`.
    static AFTER_PREPOSITION: Regex = compile(
        r"\b(?i:at|in|near|outside|around|towards)(?: the)? (\p{Lu}[\p{L}'’-]*(?: (?:(?:of|and|de|la) )?\p{Lu}[\p{L}'’-]*){0,3})",
    );

    /// `the 'Old Mill'`, `from "Central" to "Airport"`.
    static QUOTED: Regex = compile(
        r#"\b(?i:the|at|in|from|to|near|called|reach|visit) (['"‘“]\p{L}[\p{L} '’.-]{1,40}['"’”])"#,
    );
}

/// Claims the names of places in `text`.
pub(crate) fn claim_places(text: &str, spans: &mut Spans) {
    for found in QUOTED.captures_iter(text).filter_map(|found| found.get(1)) {
        spans.claim(found.range(), Some(Variable::Location));
    }
    for found in NAMED_CATEGORY.find_iter(text) {
        claim_run(found, spans);
    }
    for found in AFTER_PREPOSITION.captures_iter(text).filter_map(|found| found.get(1)) {
        claim_run(found, spans);
    }
}

/// Claims the first run of words of `found` that can belong to a name.
fn claim_run(found: Match<'_>, spans: &mut Spans) {
    let is_name = |word: &&str| !NOT_PLACES.contains(word);
    let words: Vec<&str> = found.as_str().split(' ').collect();
    let skipped: usize = words.iter().take_while(|word| !is_name(word)).map(|word| word.len() + 1).sum();
    let name: Vec<&str> =
        words.iter().copied().skip_while(|word| !is_name(word)).take_while(is_name).collect();
    let ends_in_joint = name.last().is_some_and(|word| word.starts_with(char::is_lowercase));
    let kept = if ends_in_joint { name.len() - 1 } else { name.len() };
    let length = name.iter().take(kept).map(|word| word.len() + 1).sum::<usize>();
    if length > 0 {
        let start = found.start() + skipped;
        spans.claim(start..start + length - 1, Some(Variable::Location));
    }
}
