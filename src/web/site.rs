//! What else is served: style, script and fonts, a sign of life, and, in a demonstration only, the reports.

use std::path::{Component, Path, PathBuf};

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::{HttpResponse, web};

use crate::render::assets;

use super::headers::REPORT_POLICY;
use super::problem::Problem;

/// The reports folder, served by `pejling demo` on its own machine: its data are constructed.
#[derive(Clone)]
pub(super) struct Reports {
    /// The folder.
    pub(super) folder: PathBuf,
    /// The page at `/`.
    pub(super) home: String,
}

/// Adds the routes that every server has.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/assets/{name}", web::get().to(asset))
        .route("/health", web::get().to(health));
}

/// Adds the reports.
pub(super) fn report_routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(home))
        .route("/reports/{path:.*}", web::get().to(report));
}

async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("ok\n")
}

async fn asset(name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let asset = assets::find(&name).ok_or(Problem::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(asset.content_type)
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(asset.bytes))
}

async fn home(reports: web::Data<Reports>) -> HttpResponse {
    html(reports.home.clone().into_bytes())
}

async fn report(
    path: web::Path<String>,
    reports: web::Data<Reports>,
) -> Result<HttpResponse, Problem> {
    let inside = Path::new(path.as_str());
    if !inside
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return Err(Problem::NotFound);
    }
    let file = reports.folder.join(inside);
    let bytes = web::block(move || std::fs::read(file))
        .await
        .map_err(|_| Problem::Internal)?
        .map_err(|_| Problem::NotFound)?;
    Ok(match inside.extension().and_then(|e| e.to_str()) {
        Some("html") => html(bytes),
        Some("svg") => HttpResponse::Ok().content_type("image/svg+xml").body(bytes),
        _ => return Err(Problem::NotFound),
    })
}

fn html(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, REPORT_POLICY))
        .body(bytes)
}
