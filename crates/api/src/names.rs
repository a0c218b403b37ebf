//! The enums of the domain in requests and responses: strings, with an enum in the OpenAPI document.

use std::borrow::Cow;

use gleaner_domain::audit::AuditAction;
use gleaner_domain::pattern::{FeedbackOutcome, PatternType, StagedStatus, TypeName};
use gleaner_domain::{
    ExtractorKind, ImportMode, JobStatus, NoPatternReason, ProblemCode, RowOutcome, RowReason, WarningCode,
};
use gleaner_exchange::Format;
use gleaner_persistence::library::{ListedStatus, SortBy, SortOrder};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::VariantArray;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Wraps an enum of the domain in a type that is serialized by name and has its own schema.
macro_rules! named {
    ($($name:ident($set:ty) = $schema:literal: $description:literal,)*) => {$(
        #[doc = $description]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) struct $name(pub $set);

        impl From<$set> for $name {
            fn from(value: $set) -> Self {
                Self(value)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = Cow::<str>::deserialize(deserializer)?;
                name.parse().map(Self).map_err(|_| {
                    let names: Vec<_> = <$set>::VARIANTS.iter().map(|value| value.as_str()).collect();
                    D::Error::custom(format!("expected one of {}", names.join(", ")))
                })
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some($description))
                    .enum_values(Some(<$set>::VARIANTS.iter().map(|value| value.as_str())))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                $schema.into()
            }
        }
    )*};
}

named! {
    JobStatusName(JobStatus) = "JobStatus": "The status of an import job; `pending` and `processing` are not final.",
    ProblemCodeName(ProblemCode) = "ProblemCode": "The code of an error, for programs.",
    ImportModeName(ImportMode) = "ImportMode": "How the language model is called: `standard` with one call for each conversation, `economy` with all conversations in one batch, at half the price and within a day.",
    RowOutcomeName(RowOutcome) = "RowOutcome": "The outcome of a row of the file.",
    RowReasonName(RowReason) = "RowReason": "Why a row of the file was not imported.",
    WarningCodeName(WarningCode) = "WarningCode": "The subject of a warning.",
    AuditActionName(AuditAction) = "AuditAction": "What a person did.",
    StagedStatusName(StagedStatus) = "StagedStatus": "Whether a reviewer has decided on a staged pattern.",
    NoPatternReasonName(NoPatternReason) = "NoPatternReason": "Why a conversation yielded no pattern.",
    FeedbackOutcomeName(FeedbackOutcome) = "FeedbackOutcome": "What a person did with a reply: sent it as it was, edited and sent it, or did not send it.",
    ListedStatusName(ListedStatus) = "ListedStatus": "Whether patterns are used, or were deleted by a person.",
    SortByName(SortBy) = "PatternSortBy": "What patterns are sorted by.",
    SortOrderName(SortOrder) = "SortOrder": "The direction of a sort.",
    ExportFormatName(Format) = "ExportFormat": "A format of the library: `csv`, `json` and `jsonl` for another library, the others for help desks.",
    ExtractorName(ExtractorKind) = "Extractor": "What extracts patterns from the conversations.",
}

/// The topic of a pattern. The document does not list the names, since a business can add types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PatternTypeName(pub PatternType);

impl From<PatternType> for PatternTypeName {
    fn from(value: PatternType) -> Self {
        Self(value)
    }
}

impl Serialize for PatternTypeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for PatternTypeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map(Self).map_err(D::Error::custom)
    }
}

impl PartialSchema for PatternTypeName {
    fn schema() -> RefOr<Schema> {
        let description = "The topic of a pattern. Besides the types in the examples, there can be types that a \
                           business has added or renamed.";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
            .pattern(Some(TypeName::PATTERN))
            .examples(PatternType::BUILT_IN.map(|built_in| built_in.as_str().to_owned()))
            .into()
    }
}

impl ToSchema for PatternTypeName {
    fn name() -> Cow<'static, str> {
        "PatternType".into()
    }
}

/// The `success` of every response that is not an error: always true.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Success;

impl Serialize for Success {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl PartialSchema for Success {
    fn schema() -> RefOr<Schema> {
        constant_bool(true)
    }
}

impl ToSchema for Success {}

/// The schema of a boolean with one possible value.
pub(crate) fn constant_bool(value: bool) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([value])).into()
}
