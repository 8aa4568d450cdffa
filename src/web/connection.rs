//! Every reply ends its connection, but the manifest's.
//!
//! Whoever numbers connections would else tie the token in one request, or the cookie that a browser adds to a page or a script, to the answers
//! in a later one. The manifest is asked for without cookies and is the same for everybody: what comes after it on its connection is tied
//! to nobody, and the server saves a connection for each answer.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;

/// Ends the connection after every reply but a manifest.
pub(super) async fn end<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let path = request.path();
    let kept = request.method() == Method::GET
        && path.starts_with("/s/")
        && path.ends_with("/manifest")
        && !request.headers().contains_key("cookie");
    let mut reply = next.call(request).await?;
    if !kept {
        let head = reply.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(reply)
}
