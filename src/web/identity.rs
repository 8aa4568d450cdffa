//! Fails closed where something in front of us says who is asking.
//!
//! A single-sign-on proxy, a client certificate or a password header would put a name beside an answer in somebody's log.
//! Such a request, if it carries an identity we know of, is refused with an explanation, before anything of it is read: this stands around the respondent's routes, so that
//! none of them can be reached past it.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError as _};

use super::problem::Problem;

/// Headers by which proxies hand on who somebody is. `client-cert` is RFC 9440's.
const NAMES: [&str; 23] = [
    "authorization",
    "proxy-authorization",
    "remote-user",
    "remote-name",
    "remote-email",
    "x-remote-user",
    "x-forwarded-user",
    "x-forwarded-email",
    "x-forwarded-preferred-username",
    "x-forwarded-access-token",
    "x-authenticated-user",
    "x-webauth-user",
    "x-user",
    "sm_user",
    "sm-user",
    "iv-user",
    "x-client-cert",
    "x-client-dn",
    "x-ssl-client-cert",
    "x-arr-clientcert",
    "client-cert",
    "client-cert-chain",
    "x-amzn-mtls-clientcert",
];

/// Beginnings of the same.
const BEGINNINGS: [&str; 17] = [
    "x-ssl-client-",
    "ssl-client-",
    "x-forwarded-client-cert",
    "x-amzn-mtls-clientcert-",
    "x-amzn-oidc-",
    "x-auth-request-",
    "x-ms-client-principal",
    "x-goog-authenticated-user-",
    "cf-access-",
    "oidc-",
    "x-goog-iap-",
    "x-pomerium-",
    "x-authentik-",
    "x-vouch-",
    "tailscale-user-",
    "x-ms-token-aad-",
    "x-forwarded-groups",
];

/// Refuses a request that carries an identity; hands on every other.
pub(super) async fn refuse<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if names_somebody(request.headers()) {
        // A reply, not an error: the headers of every reply are put on outside.
        let reply = Problem::Identified.error_response();
        return Ok(request.into_response(reply).map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
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
        let refused = |name: &str| {
            let request = TestRequest::default().insert_header((name, "anna"));
            names_somebody(request.to_srv_request().headers())
        };
        for name in [
            "Authorization",
            "X-Forwarded-User",
            "Remote-User",
            "X-SSL-Client-DN",
            "Client-Cert",
            "OIDC-CLAIM-sub",
            "SM_USER",
            "iv-user",
            "X-Goog-IAP-JWT-Assertion",
            "X-Pomerium-Claim-Email",
            "X-authentik-username",
            "X-Vouch-User",
            "Tailscale-User-Login",
            "X-MS-Token-AAD-Id-Token",
            "X-Forwarded-Groups",
        ] {
            assert!(refused(name), "{name}");
        }
        for name in [
            "User-Agent",
            "X-Forwarded-Proto",
            "X-Forwarded-For",
            "Accept-Language",
        ] {
            assert!(!refused(name), "{name}");
        }
    }
}
