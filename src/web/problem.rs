//! Errors as the outside sees them: problem+json (RFC 9457), opaque where the fault is ours.

use actix_web::error::JsonPayloadError;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use std::fmt;

use crate::ops::{Fault, OpError};

/// A reply that is not a success.
#[derive(Debug)]
pub(super) enum Problem {
    /// No such survey, page or invitation.
    NotFound,
    /// The request is not what it should be.
    BadRequest,
    /// The request is larger than any answer.
    TooLarge,
    /// The request is not said to be JSON.
    NotJson,
    /// The link has been used.
    AlreadyUsed,
    /// No more answers are taken.
    Closed,
    /// Answers that cannot be taken, each at its item.
    Faults(Vec<Fault>),
    /// Ours: the cause is in the log.
    Internal,
    /// Too much at once: try again.
    Busy,
    /// The ballot is not one that this survey signed.
    BadBallot,
    /// Something in front of us says who is asking.
    Identified,
    /// Too many failures from there.
    TooManyFailures,
    /// The bulletin is not there before the survey has closed.
    NotYet,
}

impl Problem {
    /// What to show for an error of a use case. Ours are logged here, once, without the request.
    pub(super) fn of(error: &OpError) -> Self {
        match error {
            error if error.is_not_found() => Self::NotFound,
            error if error.is_passing() => Self::Busy,
            _ => {
                tracing::error!(error = %error, "a request failed");
                Self::Internal
            }
        }
    }

    /// What to show for a body that cannot be read. The library's own words repeat parts of it.
    pub(super) fn unreadable(error: &JsonPayloadError) -> Self {
        match error {
            JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
                Self::TooLarge
            }
            JsonPayloadError::ContentType => Self::NotJson,
            _ => Self::BadRequest,
        }
    }

    fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotFound => ("not-found", "Det findes ikke.", "There is no such thing."),
            Self::BadRequest => (
                "bad-request",
                "Forespørgslen kan ikke læses.",
                "The request cannot be read.",
            ),
            Self::TooLarge => (
                "too-large",
                "Forespørgslen er større end noget svar.",
                "The request is larger than any answer.",
            ),
            Self::NotJson => (
                "not-json",
                "Forespørgslen skal være JSON.",
                "The request must be JSON.",
            ),
            Self::AlreadyUsed => (
                "already-used",
                "Linket er allerede brugt.",
                "This link has already been used.",
            ),
            Self::Closed => (
                "closed",
                "Undersøgelsen er lukket.",
                "The survey is closed.",
            ),
            Self::Faults(_) => (
                "unacceptable-answers",
                "Nogle svar kan ikke tages imod.",
                "Some answers cannot be taken.",
            ),
            Self::Internal => (
                "internal",
                "Noget gik galt hos os. Prøv igen om lidt.",
                "Something went wrong on our side. Please try again shortly.",
            ),
            Self::BadBallot => (
                "bad-ballot",
                "Stemmesedlen er ikke gyldig i denne undersøgelse.",
                "The ballot is not valid in this survey.",
            ),
            Self::Identified => (
                "identified",
                "Noget mellem dig og os fortæller, hvem du er (et login eller et certifikat). Derfor tager vi ikke imod. Sig det til HR.",
                "Something between you and us tells who you are (a login or a certificate). So nothing is taken. Please tell HR.",
            ),
            Self::TooManyFailures => (
                "too-many-failures",
                "Der er prøvet for mange ugyldige links herfra. Vent et minut.",
                "Too many invalid links were tried from here. Wait a minute.",
            ),
            Self::NotYet => (
                "not-yet",
                "Listen over kvitteringer kommer, når undersøgelsen er lukket og talt op.",
                "The list of receipts comes when the survey has closed and been counted.",
            ),
            Self::Busy => (
                "busy",
                "Der er travlt. Prøv igen om lidt.",
                "We are busy. Please try again shortly.",
            ),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().2)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NotYet => StatusCode::NOT_FOUND,
            Self::BadRequest | Self::Identified => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::AlreadyUsed => StatusCode::CONFLICT,
            Self::Closed => StatusCode::GONE,
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::BadBallot => StatusCode::FORBIDDEN,
            Self::TooManyFailures => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let (kind, da, en) = self.words();
        let mut body = serde_json::json!({
            "type": format!("urn:pejling:problem:{kind}"),
            "title": en,
            "title_da": da,
            "status": self.status_code().as_u16(),
        });
        if let Self::Faults(faults) = self {
            body["faults"] = faults
                .iter()
                .map(|fault| serde_json::json!({"item": fault.item, "da": fault.text.da, "en": fault.text.en}))
                .collect();
        }
        HttpResponse::build(self.status_code())
            .content_type("application/problem+json")
            .body(body.to_string())
    }
}
