//! A body that is the same for everybody, packed once instead of for every reply.
//!
//! Packing a page anew costs more than all else that its request does. What differs between respondents is never packed: it is
//! short, and the length of a packed text tells something of it.

use std::io::Write as _;

use actix_web::http::header::{
    ACCEPT_ENCODING, AcceptEncoding, CONTENT_ENCODING, Encoding, Header as _, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use flate2::Compression;
use flate2::write::GzEncoder;

/// A body as it is, and packed with gzip.
pub(super) struct Packed {
    plain: Bytes,
    gzip: Option<Bytes>,
}

impl Packed {
    /// Packs a body; one that packing does not make shorter stays as it is.
    pub(super) fn new(plain: impl Into<Bytes>) -> Self {
        let plain = plain.into();
        // Into memory nothing fails to be written; if it did, the plain body would serve.
        let gzip = gzip(&plain)
            .ok()
            .filter(|packed| packed.len() < plain.len())
            .map(Bytes::from);
        Self { plain, gzip }
    }

    /// The reply to a request: packed for whoever takes it so.
    pub(super) fn reply(
        &self,
        request: &HttpRequest,
        mut reply: HttpResponseBuilder,
    ) -> HttpResponse {
        reply.insert_header((VARY, ACCEPT_ENCODING.as_str()));
        match &self.gzip {
            Some(gzip) if takes_gzip(request) => reply
                .insert_header((CONTENT_ENCODING, "gzip"))
                .body(gzip.clone()),
            _ => reply.body(self.plain.clone()),
        }
    }
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain)?;
    encoder.finish()
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .is_ok_and(|accepted| accepted.negotiate(offered.iter()) == Some(Encoding::gzip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::{BodySize, MessageBody as _};
    use actix_web::test::TestRequest;
    use std::io::Read as _;

    fn answered(packed: &Packed, accepts: Option<&str>) -> (Option<String>, u64) {
        let mut request = TestRequest::default();
        if let Some(accepts) = accepts {
            request = request.insert_header((ACCEPT_ENCODING, accepts));
        }
        let reply = packed.reply(&request.to_http_request(), HttpResponse::Ok());
        assert_eq!(reply.headers().get(VARY).unwrap(), "accept-encoding");
        let encoding = reply.headers().get(CONTENT_ENCODING);
        let encoding = encoding.map(|value| value.to_str().unwrap().to_owned());
        match reply.body().size() {
            BodySize::Sized(size) => (encoding, size),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn who_takes_gzip_gets_it_and_nobody_else() {
        let page = "et spørgsmål til ".repeat(1000);
        let packed = Packed::new(page.clone());
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&packed.gzip.as_ref().unwrap()[..])
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, page);
        let whole = page.len() as u64;
        for accepts in ["gzip", "gzip, deflate, br, zstd", "br;q=0.9, gzip;q=0.5"] {
            let (encoding, size) = answered(&packed, Some(accepts));
            assert_eq!(encoding.as_deref(), Some("gzip"), "{accepts}");
            assert!(size < whole / 10);
        }
        for accepts in [None, Some("identity"), Some("br"), Some("gzip;q=0")] {
            assert_eq!(answered(&packed, accepts), (None, whole), "{accepts:?}");
        }
    }

    #[test]
    fn what_does_not_get_shorter_is_sent_as_it_is() {
        let noise: Vec<u8> = (0_u8..=255).collect();
        assert_eq!(answered(&Packed::new(noise), Some("gzip")), (None, 256));
    }
}
