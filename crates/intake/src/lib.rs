//! Turns the bytes of a file into an accepted import job, or into a preview of one: read, plan, commit. The HTTP
//! service and the command line both use it, so a file has the same result everywhere, and a preview states what
//! the import will do.

mod accept;
mod accepted;
mod forecast;
mod keyed;
mod prepare;
mod preview;

pub use accept::accept;
pub use accepted::Accepted;
pub use forecast::{Estimate, Forecast};
pub use prepare::{ExportFile, IntakeError, IntakeRules};
pub use preview::{Preview, preview};
