//! Fails closed where something in front of us says who is asking.
//!
//! A single-sign-on proxy, a client certificate or a password header would put a name beside an answer in somebody's log.
//! Such a request is refused with an explanation, before anything of it is read.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

use super::problem::Problem;

/// Headers by which proxies hand on who somebody is.
const NAMES: [&str; 14] = [
    "authorization",
    "proxy-authorization",
    "remote-user",
    "x-remote-user",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-forwarded-preferred-username",
    "x-auth-request-user",
    "x-auth-request-email",
    "x-authenticated-user",
    "x-user",
    "x-client-cert",
    "x-ssl-client-cert",
    "x-ms-client-principal",
];

/// Beginnings of the same.
const BEGINNINGS: [&str; 4] = [
    "x-ssl-client-",
    "ssl-client-",
    "x-forwarded-client-cert",
    "oidc-",
];

/// Refuses a request that carries an identity.
pub(super) fn refuse(request: &HttpRequest) -> Result<(), Problem> {
    if names_somebody(request.headers()) {
        Err(Problem::Identified)
    } else {
        Ok(())
    }
}

fn names_somebody(headers: &HeaderMap) -> bool {
    headers.keys().any(|name| {
        let name = name.as_str();
        NAMES.contains(&name)
            || BEGINNINGS
                .iter()
                .any(|beginning| name.starts_with(beginning))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn an_identity_is_refused_and_an_ordinary_browser_is_not() {
        for name in [
            "Authorization",
            "X-Forwarded-User",
            "Remote-User",
            "X-SSL-Client-DN",
            "OIDC-CLAIM-sub",
        ] {
            let request = TestRequest::default()
                .insert_header((name, "anna"))
                .to_http_request();
            assert!(refuse(&request).is_err(), "{name}");
        }
        let ordinary = TestRequest::default()
            .insert_header(("User-Agent", "Mozilla/5.0"))
            .insert_header(("X-Forwarded-Proto", "https"))
            .to_http_request();
        assert!(refuse(&ordinary).is_ok());
    }
}
