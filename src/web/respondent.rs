//! The respondent's routes: the page, and what its script asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, web};

use crate::base::SurveyCode;
use crate::instrument::RawAnswers;
use crate::ops::{
    App, Cast, CastOutcome, ContextState, Credential, IssueOutcome, Nonce, NoteOutcome, OpError,
    base64url,
};

use super::problem::Problem;

/// Largest request body. The longest template with every text at its limit stays below.
const BODY_LIMIT: usize = 64 * 1024;

/// Pages rendered so far: one per survey, the same for everybody.
#[derive(Default)]
pub(super) struct Pages(Mutex<BTreeMap<SurveyCode, Arc<String>>>);

impl Pages {
    fn get(&self, code: &SurveyCode) -> Option<Arc<String>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(code)
            .cloned()
    }

    fn put(&self, code: SurveyCode, html: Arc<String>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(code, html);
    }
}

/// Adds the routes.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let json = web::JsonConfig::default()
        .limit(BODY_LIMIT)
        // The default error repeats parts of the body.
        .error_handler(|_, _| Problem::BadRequest.into());
    config.service(
        web::scope("/s/{survey}")
            .app_data(json)
            .route("", web::get().to(page))
            .route("/context", web::post().to(context))
            .route("/issue", web::post().to(issue))
            .route("/cast", web::post().to(cast))
            .route("/note", web::post().to(note)),
    );
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextRequest {
    token: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueRequest {
    token: String,
    blinded: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CastRequest {
    #[serde(rename = "v")]
    _version: u8,
    stratum: String,
    kid: String,
    nonce: String,
    sig: String,
    answers: RawAnswers,
    #[serde(rename = "pad")]
    _pad: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteRequest {
    token: String,
    item: String,
    text: String,
}

async fn page(
    survey: web::Path<String>,
    app: web::Data<App>,
    pages: web::Data<Pages>,
) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let html = if let Some(html) = pages.get(&code) {
        html
    } else {
        let wanted = code.clone();
        let html = Arc::new(on_thread(app, move |app| app.questionnaire(&wanted)).await?);
        pages.put(code, Arc::clone(&html));
        html
    };
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html.as_str().to_owned()))
}

async fn context(
    survey: web::Path<String>,
    app: web::Data<App>,
    request: web::Json<ContextRequest>,
) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let context = on_thread(app, move |app| {
        app.context(&code, &Credential::Token(request.into_inner().token))
    })
    .await?;
    let state = match context.state {
        ContextState::Open => "open",
        ContextState::Used => "used",
        ContextState::Closed => "closed",
        ContextState::Unknown => "unknown",
    };
    let facts: BTreeMap<_, _> = context.facts.iter().collect();
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "state": state,
        "group": context.group,
        "invited": context.invited,
        "minimum": context.minimum,
        "facts": facts,
        "stratum": context.stratum,
        "n": context.n,
        "kid": context.kid,
    })))
}

async fn cast(
    survey: web::Path<String>,
    app: web::Data<App>,
    request: web::Json<CastRequest>,
) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let nonce = Nonce::parse(&request.nonce).ok_or(Problem::BadRequest)?;
    let request = request.into_inner();
    let signature = base64url::decode(&request.sig).ok_or(Problem::BadRequest)?;
    let cast = Cast {
        stratum: request.stratum,
        kid: request.kid,
        nonce,
        signature,
        answers: request.answers,
    };
    match on_thread(app, move |app| app.cast(&code, cast)).await? {
        CastOutcome::Counted(receipt) => {
            Ok(HttpResponse::Ok().json(serde_json::json!({"receipt": receipt.to_string()})))
        }
        CastOutcome::AlreadyUsed => Err(Problem::AlreadyUsed),
        CastOutcome::Closed => Err(Problem::Closed),
        CastOutcome::BadBallot => Err(Problem::BadRequest),
        CastOutcome::Faults(faults) => Err(Problem::Faults(faults)),
    }
}

async fn issue(
    survey: web::Path<String>,
    app: web::Data<App>,
    request: web::Json<IssueRequest>,
) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let request = request.into_inner();
    let blinded = base64url::decode(&request.blinded)
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or(Problem::BadRequest)?;
    let credential = Credential::Token(request.token);
    match on_thread(app, move |app| app.issue(&code, &credential, &blinded)).await? {
        IssueOutcome::Signed(signature) => Ok(HttpResponse::Ok()
            .json(serde_json::json!({"blind_sig": base64url::encode(signature.as_slice())}))),
        IssueOutcome::AlreadyUsed => Err(Problem::AlreadyUsed),
        IssueOutcome::Closed => Err(Problem::Closed),
        IssueOutcome::Unknown => Err(Problem::NotFound),
        IssueOutcome::Malformed => Err(Problem::BadRequest),
    }
}

async fn note(
    survey: web::Path<String>,
    app: web::Data<App>,
    request: web::Json<NoteRequest>,
) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let request = request.into_inner();
    let credential = Credential::Token(request.token);
    let outcome = on_thread(app, move |app| {
        app.note(&code, &credential, &request.item, &request.text)
    })
    .await?;
    match outcome {
        NoteOutcome::Kept => Ok(HttpResponse::NoContent().finish()),
        NoteOutcome::Closed => Err(Problem::Closed),
        NoteOutcome::Unknown => Err(Problem::NotFound),
        NoteOutcome::Faults(faults) => Err(Problem::Faults(faults)),
    }
}

fn code(survey: &str) -> Result<SurveyCode, Problem> {
    SurveyCode::parse(survey).map_err(|_| Problem::NotFound)
}

/// Runs a use case on a blocking thread: the store waits for the disk.
async fn on_thread<T: Send + 'static>(
    app: web::Data<App>,
    work: impl FnOnce(&App) -> Result<T, OpError> + Send + 'static,
) -> Result<T, Problem> {
    match web::block(move || work(&app)).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Problem::of(&error)),
        Err(_) => Err(Problem::Internal),
    }
}
