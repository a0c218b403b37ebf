//! Prints the phrases by which types are recognized: one line of JSON for each example in the files given as arguments,
//! tab-separated with the kind of business, the type, the question and the answer. `training/train_types.py` reads them.

use std::error::Error;

use gleaner_extraction::training::phrases;
use serde_json::json;

#[expect(clippy::print_stdout, reason = "the phrases are read by a script")]
fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        for line in std::fs::read_to_string(&file)?.lines() {
            let [kind, expected, question, answer] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(format!("{file}: a line has four fields: {line}").into());
            };
            let (question, answer) = (phrases(question), phrases(answer));
            let row = json!({"kind": kind, "type": expected, "question": question, "answer": answer});
            println!("{row}");
        }
    }
    Ok(())
}
