//! What everybody may read: the bulletin of receipts, the page that compares one with it, and the page on anonymity.

use actix_web::http::header::ContentType;
use actix_web::middleware::Compress;
use actix_web::{HttpResponse, web};

use crate::base::SurveyCode;
use crate::ops::App;

use super::problem::Problem;
use super::respondent::on_thread;

/// Adds the routes. They stand before the respondent's scope, which would take their paths.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let packed = |path| web::resource(path).wrap(Compress::default());
    config
        .service(packed("/anonym").route(web::get().to(anonymity)))
        .service(packed("/s/{survey}/bulletin").route(web::get().to(bulletin)))
        .service(packed("/s/{survey}/check").route(web::get().to(check)));
}

async fn anonymity(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let html = on_thread(app, App::anonymity_page).await?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html))
}

async fn bulletin(survey: web::Path<String>, app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let name = code.to_string();
    let bulletin = on_thread(app, move |app| app.bulletin(&code))
        .await?
        .ok_or(Problem::NotYet)?;
    let receipts: Vec<String> = bulletin.receipts.iter().map(ToString::to_string).collect();
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "survey": name,
        "issued": bulletin.issued,
        "total": bulletin.total,
        "receipts": receipts,
    })))
}

async fn check(survey: web::Path<String>, app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let code = code(&survey)?;
    let html = on_thread(app, move |app| app.check_page(&code)).await?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html))
}

fn code(survey: &str) -> Result<SurveyCode, Problem> {
    SurveyCode::parse(survey).map_err(|_| Problem::NotFound)
}
