//! Headers on every reply: nothing from third parties, no referrer, nothing kept.

use actix_web::middleware::DefaultHeaders;

/// What the respondent's page may load: our own script, style and fonts, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Reports are single files with their style, fonts and charts inside, and no script at all.
pub(super) const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; \
    form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The headers of every reply. A handler's own header wins.
pub(super) fn everywhere() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("Content-Security-Policy", POLICY))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add((
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()",
        ))
        .add(("Cache-Control", "no-store"))
}
