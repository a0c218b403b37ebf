use super::*;

const SOURCE: &str = "Please book at https://club.example/book, the code is 4711. We are at 12 Harbour Road (door B2), open \
    9 am to 10:30pm, from $1,200.50 or 10-15 euros for two. Write to club dot example or a@club.example";

fn check_text(text: &str) -> Result<(), Ungrounded> {
    result(SOURCE, "", text)
}

#[test]
fn a_specific_that_an_operator_wrote_is_accepted() {
    for text in [
        "Book at https://club.example/book. The code: 4711!",
        "We are at 12 Harbour Road, {{customer_name}}",
        "Door B2",
        "Open 9am to 10:30 p.m.",
        "Open from 9 to 10:30",
        "from $1200.50",
        "10 to 15 euros, for 2",
        "Write to club dot example",
        "Write to a@club.example.",
    ] {
        assert_eq!(check_text(text), Ok(()), "{text}");
    }
}

#[test]
fn a_specific_that_no_operator_wrote_is_refused() {
    for text in [
        "Book at https://evil.example/book",
        "Book at https://club.example.evil.example/book",
        "Book at evil.example",
        "Book at evil.example/https://club.example/book",
        "Write to help@club.example",
        "The code is 4712",
        "The code is 47 11",
        "We are at 13 Harbour Road",
        "Door B3",
        "Open 9 pm to 10:30pm",
        "Open 9 to 10:30am",
        "from $1,201.50",
        "10-20 euros",
        "Book at club[.]example",
        "Book at club (dot) example",
        "Book at club.example。evil",
        "Book at evil·com",
        "Book at пример.рф",
        "Write to mailto:evil",
        "The code is ４７１２",
        "The code is ⑦",
        "½ of it",
    ] {
        assert_eq!(check_text(text), Err(Ungrounded::Specific), "{text}");
    }
}
