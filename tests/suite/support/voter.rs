//! A respondent's browser, as the protocol sees it: context, issue, finalise, cast.

use pejling::ballot::blind::client::{self, Pending};
use pejling::ballot::blind::{Prepared, PublicKey};
use pejling::ballot::{Nonce, base64url};
use pejling::base::{Digest, Entropy, GroupCode, SurveyCode};
use serde_json::{Value, json};

use super::http::{Reply, post};
use super::site::Site;

/// A ballot on its way.
pub(crate) struct Voter {
    token: String,
    key: PublicKey,
    stratum: String,
    kid: String,
    nonce: String,
    pending: Pending,
}

/// A ballot that was signed: all that `cast` needs.
pub(crate) struct Signed {
    pub(crate) stratum: String,
    pub(crate) kid: String,
    pub(crate) nonce: String,
    pub(crate) sig: String,
}

impl Voter {
    /// Asks what the link is good for and blinds a ballot; `seed` makes the nonce, in place of a browser's chance.
    pub(crate) fn begin(site: &Site, token: &str, seed: u64) -> Self {
        let context = post(site.address, "/s/proeve/context", &json!({"token": token})).json();
        let text = |name: &str| {
            context[name]
                .as_str()
                .unwrap_or_else(|| panic!("{context}"))
                .to_owned()
        };
        let key = PublicKey::from_bytes(&base64url::decode(&text("n")).unwrap()).unwrap();
        Self::with(token, seed, key, &text("stratum"), &text("kid"))
    }

    /// Another ballot for the same link, as a second device would make it.
    pub(crate) fn again(&self, token: &str, seed: u64) -> Self {
        Self::with(token, seed, self.key.clone(), &self.stratum, &self.kid)
    }

    fn with(token: &str, seed: u64, key: PublicKey, stratum: &str, kid: &str) -> Self {
        let mut entropy = Entropy::seeded(seed);
        let nonce = (entropy.bytes::<32>().iter())
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let prepared = Prepared::new(
            &SurveyCode::parse("proeve").unwrap(),
            &GroupCode::parse(stratum).unwrap(),
            &Digest::from_hex(kid).unwrap(),
            &Nonce::parse(&nonce).unwrap(),
        );
        let pending = client::blind(&key, prepared, &mut entropy);
        Self {
            token: token.to_owned(),
            key,
            stratum: stratum.to_owned(),
            kid: kid.to_owned(),
            nonce,
            pending,
        }
    }

    /// Sends the blinded ballot.
    pub(crate) fn issue(&self, site: &Site) -> Reply {
        post(site.address, "/s/proeve/issue", &self.request())
    }

    /// The body of `issue`.
    pub(crate) fn request(&self) -> Value {
        let blinded = base64url::encode(self.pending.blinded());
        json!({"token": self.token, "blinded": blinded})
    }

    /// Takes the cover off a reply of [`Voter::issue`].
    pub(crate) fn finalize(&self, reply: &Reply) -> Signed {
        self.unblind(&reply.json())
    }

    /// The same from the reply's content.
    pub(crate) fn unblind(&self, reply: &Value) -> Signed {
        let blind = base64url::decode(reply["blind_sig"].as_str().unwrap()).unwrap();
        let blind = <[u8; 256]>::try_from(blind).unwrap();
        let signature = self.pending.finalize(&self.key, &blind).unwrap();
        Signed {
            stratum: self.stratum.clone(),
            kid: self.kid.clone(),
            nonce: self.nonce.clone(),
            sig: base64url::encode(&signature),
        }
    }
}

impl Signed {
    /// The body of `cast`.
    pub(crate) fn body(&self, answers: &Value) -> Value {
        json!({
            "v": 1, "stratum": self.stratum, "kid": self.kid, "nonce": self.nonce, "sig": self.sig,
            "answers": answers, "pad": "",
        })
    }

    /// Casts it with answers.
    pub(crate) fn cast(&self, site: &Site, answers: &Value) -> (u16, Value) {
        let reply = post(site.address, "/s/proeve/cast", &self.body(answers));
        (reply.status, reply.json())
    }
}

/// The whole way, from link to receipt.
pub(crate) fn answer(site: &Site, token: &str, seed: u64, answers: &Value) -> (u16, Value) {
    let voter = Voter::begin(site, token, seed);
    let reply = voter.issue(site);
    if reply.status != 200 {
        return (reply.status, reply.json());
    }
    voter.finalize(&reply).cast(site, answers)
}
