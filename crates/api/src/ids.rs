//! Ids in request bodies.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The id of a pattern or of a staged pattern. JSON does not distinguish `1.0` from `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id(pub i32);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        let id = number as i32;
        if f64::from(id) == number { Ok(Self(id)) } else { Err(D::Error::custom("expected an id")) }
    }
}
