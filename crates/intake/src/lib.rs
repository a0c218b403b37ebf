//! The bytes of a file to an accepted import job, or to a preview of one: read, plan, commit.
//! Whoever offers files (the HTTP service, the command line) does it through here, so that a file
//! means the same everywhere, and a preview says what the import will do.

mod accept;
mod forecast;
mod prepare;
mod preview;

pub use accept::{Accepted, accept};
pub use forecast::{Estimate, Forecast};
pub use prepare::{ExportFile, IntakeError, IntakeRules};
pub use preview::{Preview, preview};
