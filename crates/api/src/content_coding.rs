//! The content coding of files that clients send.

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_ENCODING;
use gleaner_domain::ProblemCode;

use crate::problem::ApiError;

/// Requires that a file is sent as it is. A part of a compressed file can expand to a thousand times its size before its
/// length is checked.
///
/// # Errors
/// `Content-Encoding` names a coding.
pub(crate) fn require_uncompressed(request: &HttpRequest) -> Result<(), ApiError> {
    let mut codings = request.headers().get_all(CONTENT_ENCODING);
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Ok(());
    }
    let sentence = "Send the file without Content-Encoding. Compressed files are not supported.";
    Err(ApiError::with_sentence(ProblemCode::UnsupportedMediaType, sentence))
}
