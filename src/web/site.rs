//! What else is served: style, script and fonts, a sign of life, and, in a demonstration only, the reports.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::middleware::Compress;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::render::assets;

use super::headers::REPORT_POLICY;
use super::packed::Packed;
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
    let packed = |path| web::resource(path).wrap(Compress::default());
    config
        .service(packed("/").route(web::get().to(home)))
        .service(packed("/reports/{path:.*}").route(web::get().to(report)));
}

async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("ok\n")
}

/// Every asset with its media type, by name; packed when the first is asked for.
static ASSETS: LazyLock<BTreeMap<&str, (&str, Packed)>> = LazyLock::new(|| {
    let packed = |asset: assets::Asset| (asset.content_type, Packed::new(asset.bytes));
    (assets::all().into_iter())
        .map(|asset| (asset.name, packed(asset)))
        .collect()
});

async fn asset(name: web::Path<String>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let (content_type, packed) = ASSETS.get(name.as_str()).ok_or(Problem::NotFound)?;
    let mut reply = HttpResponse::Ok();
    reply
        .content_type(*content_type)
        .insert_header((CACHE_CONTROL, "public, max-age=3600"));
    Ok(packed.reply(&request, reply))
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
    let kind = match inside.extension().and_then(|e| e.to_str()) {
        Some("html") => return Ok(html(bytes)),
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("pdf") => "application/pdf",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        _ => return Err(Problem::NotFound),
    };
    Ok(HttpResponse::Ok().content_type(kind).body(bytes))
}

fn html(bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, REPORT_POLICY))
        .body(bytes)
}
