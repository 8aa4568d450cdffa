//! The respondent's routes: the page, and what its script asks.
//!
//! Two requests carry a respondent's act, and neither carries both halves: `issue` has the token and a blinded ballot that
//! tells nothing, `cast` has the signed ballot and the answers and no token.

use std::collections::BTreeMap;
use std::net::IpAddr;

use actix_web::http::header::ContentType;
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::base::{Clock as _, SurveyCode, SystemClock};
use crate::instrument::RawAnswers;
use crate::ops::{
    App, Cast, CastOutcome, ContextState, Credential, IssueOutcome, Nonce, NoteOutcome, OpError,
    Receipt, base64url,
};

use super::identity;
use super::limit::Failures;
use super::pages::{self, Pages, Part};
use super::problem::Problem;

/// Largest request body. The longest template with every text at its limit stays below.
const BODY_LIMIT: usize = 64 * 1024;

/// Adds the routes.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let json = web::JsonConfig::default()
        .limit(BODY_LIMIT)
        .error_handler(|error, _| Problem::unreadable(&error).into());
    config.service(
        web::scope("/s/{survey}")
            .wrap(from_fn(identity::refuse))
            .app_data(json)
            .route("", web::get().to(page))
            .route("/manifest", web::get().to(manifest))
            .route("/context", web::post().to(context))
            .route("/issue", web::post().to(issue))
            .route("/cast", web::post().to(cast))
            .route("/note", web::post().to(note)),
    );
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextRequest {
    token: Option<String>,
    code: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueRequest {
    token: Option<String>,
    code: Option<String>,
    blinded: String,
}

/// `pad` makes all bodies of a survey one length and is not looked at.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CastRequest {
    v: u32,
    stratum: String,
    kid: String,
    nonce: String,
    sig: String,
    answers: RawAnswers,
    #[serde(rename = "pad")]
    _pad: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteRequest {
    token: Option<String>,
    code: Option<String>,
    item: String,
    text: String,
}

async fn page(
    survey: web::Path<String>,
    request: HttpRequest,
    app: web::Data<App>,
    pages: web::Data<Pages>,
) -> Result<HttpResponse, Problem> {
    let page = pages::part(pages, app, code(&survey)?, Part::Page).await?;
    let mut reply = HttpResponse::Ok();
    reply.content_type(ContentType::html());
    Ok(page.reply(&request, reply))
}

async fn manifest(
    survey: web::Path<String>,
    request: HttpRequest,
    app: web::Data<App>,
    pages: web::Data<Pages>,
) -> Result<HttpResponse, Problem> {
    let manifest = pages::part(pages, app, code(&survey)?, Part::Manifest).await?;
    let mut reply = HttpResponse::Ok();
    reply.content_type(ContentType::json());
    Ok(manifest.reply(&request, reply))
}

async fn context(
    survey: web::Path<String>,
    request: HttpRequest,
    app: web::Data<App>,
    failures: web::Data<Failures>,
    asked: web::Json<ContextRequest>,
) -> Result<HttpResponse, Problem> {
    let guard = Guard::new(&request, failures)?;
    let code = code(&survey)?;
    let asked = asked.into_inner();
    let credential = credential(asked.token, asked.code)?;
    let context = on_thread(app, move |app| app.context(&code, &credential)).await?;
    let state = match context.state {
        ContextState::Open => "open",
        ContextState::Used => "used",
        ContextState::Closed => "closed",
        ContextState::Unknown => {
            guard.failed();
            "unknown"
        }
    };
    let facts: BTreeMap<_, _> = context.facts.iter().collect();
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "state": state,
        "group": context.group,
        "stratum": context.stratum,
        "invited": context.invited,
        "minimum": context.minimum,
        "facts": facts,
        "n": context.n,
        "kid": context.kid,
    })))
}

async fn issue(
    survey: web::Path<String>,
    request: HttpRequest,
    app: web::Data<App>,
    failures: web::Data<Failures>,
    asked: web::Json<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    let guard = Guard::new(&request, failures)?;
    let code = code(&survey)?;
    let asked = asked.into_inner();
    let credential = credential(asked.token, asked.code)?;
    let blinded = base64url::decode(&asked.blinded)
        .and_then(|bytes| <[u8; 256]>::try_from(bytes).ok())
        .ok_or(Problem::BadRequest)?;
    match on_thread(app, move |app| app.issue(&code, &credential, &blinded)).await? {
        IssueOutcome::Signed(signature) => Ok(HttpResponse::Ok()
            .json(serde_json::json!({"blind_sig": base64url::encode(&signature[..])}))),
        IssueOutcome::AlreadyUsed => Err(Problem::AlreadyUsed),
        IssueOutcome::Malformed => Err(Problem::BadRequest),
        IssueOutcome::Closed => Err(Problem::Closed),
        IssueOutcome::Unknown => {
            guard.failed();
            Err(Problem::NotFound)
        }
    }
}

async fn cast(
    survey: web::Path<String>,
    request: HttpRequest,
    app: web::Data<App>,
    failures: web::Data<Failures>,
    asked: web::Json<CastRequest>,
) -> Result<HttpResponse, Problem> {
    let guard = Guard::new(&request, failures)?;
    let code = code(&survey)?;
    let asked = asked.into_inner();
    if asked.v != 1 {
        return Err(Problem::BadRequest);
    }
    let cast = Cast {
        stratum: asked.stratum,
        kid: asked.kid,
        nonce: Nonce::parse(&asked.nonce).ok_or(Problem::BadRequest)?,
        signature: base64url::decode(&asked.sig).ok_or(Problem::BadRequest)?,
        answers: asked.answers,
    };
    match on_thread(app, move |app| app.cast(&code, cast)).await? {
        CastOutcome::BadBallot => {
            guard.failed();
            Err(Problem::BadBallot)
        }
        outcome => reply(outcome),
    }
}

async fn note(
    survey: web::Path<String>,
    request: HttpRequest,
    app: web::Data<App>,
    failures: web::Data<Failures>,
    asked: web::Json<NoteRequest>,
) -> Result<HttpResponse, Problem> {
    let guard = Guard::new(&request, failures)?;
    let code = code(&survey)?;
    let asked = asked.into_inner();
    let credential = credential(asked.token, asked.code)?;
    let outcome = on_thread(app, move |app| {
        app.note(&code, &credential, &asked.item, &asked.text)
    })
    .await?;
    match outcome {
        NoteOutcome::Kept => Ok(HttpResponse::NoContent().finish()),
        NoteOutcome::Closed => Err(Problem::Closed),
        NoteOutcome::Faults(faults) => Err(Problem::Faults(faults)),
        NoteOutcome::Unknown => {
            guard.failed();
            Err(Problem::NotFound)
        }
    }
}

fn reply(outcome: CastOutcome) -> Result<HttpResponse, Problem> {
    match outcome {
        CastOutcome::Counted(receipt) => Ok(counted(&receipt, false)),
        CastOutcome::Again(receipt) => Ok(counted(&receipt, true)),
        CastOutcome::BadBallot => Err(Problem::BadBallot),
        CastOutcome::Closed => Err(Problem::Closed),
        CastOutcome::Faults(faults) => Err(Problem::Faults(faults)),
    }
}

fn counted(receipt: &Receipt, again: bool) -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"receipt": receipt.to_string(), "again": again}))
}

/// Whoever asks has not failed too often; failures are counted under a digest of the address.
struct Guard {
    failures: web::Data<Failures>,
    address: Option<IpAddr>,
    now: i64,
}

impl Guard {
    fn new(request: &HttpRequest, failures: web::Data<Failures>) -> Result<Self, Problem> {
        let address = client(request);
        let now = SystemClock.seconds();
        if failures.too_many(address, now) {
            return Err(Problem::TooManyFailures);
        }
        Ok(Self {
            failures,
            address,
            now,
        })
    }

    fn failed(&self) {
        self.failures.count(self.address, self.now);
    }
}

/// The address a request comes from. A proxy on this machine may name it; without that only the limit on all failures
/// together holds, since everybody would share the proxy's address.
fn client(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    if !peer.is_loopback() {
        return Some(peer);
    }
    let forwarded = request.headers().get("x-forwarded-for")?.to_str().ok()?;
    forwarded.rsplit(',').next()?.trim().parse().ok()
}

fn credential(token: Option<String>, code: Option<String>) -> Result<Credential, Problem> {
    match (token, code) {
        (Some(token), None) => Ok(Credential::Token(token)),
        (None, Some(code)) => Ok(Credential::Code(code)),
        _ => Err(Problem::BadRequest),
    }
}

fn code(survey: &str) -> Result<SurveyCode, Problem> {
    SurveyCode::parse(survey).map_err(|_| Problem::NotFound)
}

/// Runs a use case on a blocking thread: the store waits for the disk.
pub(super) async fn on_thread<T: Send + 'static>(
    app: web::Data<App>,
    work: impl FnOnce(&App) -> Result<T, OpError> + Send + 'static,
) -> Result<T, Problem> {
    match web::block(move || work(&app)).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Problem::of(&error)),
        Err(_) => Err(Problem::Internal),
    }
}
