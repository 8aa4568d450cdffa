//! The demonstration's browsers: what `ballot.js` does in the field, in Rust, for many respondents at the same time.

use std::sync::{Mutex, PoisonError};

use crate::ballot::blind::{BlindVerifier as _, Prepared, PublicKey, client};
use crate::ballot::{Nonce, base64url};
use crate::base::{Entropy, GroupCode, SurveyCode};
use crate::cli::CliError;
use crate::instrument::RawAnswers;
use crate::ops::{App, Cast, CastOutcome, Context, Credential, IssueOutcome, OpError};

/// Browsers at the same time: enough that the writer finds several ballots for each transaction.
const BROWSERS: usize = 8;

/// Somebody who has read the mail and filled in the page.
pub(super) struct Voter {
    pub(super) credential: Credential,
    pub(super) context: Context,
    pub(super) answers: RawAnswers,
}

/// Lets all of them submit; gives the number of receipts. `each` is called after each of them.
pub(super) fn vote(
    app: &App,
    code: &SurveyCode,
    voters: Vec<Voter>,
    each: &(impl Fn() + Sync),
) -> Result<usize, CliError> {
    let waiting = Mutex::new(voters);
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop()
    };
    let browser = || -> Result<usize, CliError> {
        let mut entropy = Entropy::system().map_err(OpError::from)?;
        let mut receipts = 0;
        while let Some(voter) = next() {
            submit(app, code, voter, &mut entropy)?;
            receipts += 1;
            each();
        }
        Ok(receipts)
    };
    std::thread::scope(|scope| {
        let browsers: Vec<_> = (0..BROWSERS).map(|_| scope.spawn(browser)).collect();
        browsers
            .into_iter()
            .map(|browser| {
                let stopped =
                    |_| CliError::Input("one of the demonstration's browsers broke".into());
                browser.join().map_err(stopped)?
            })
            .sum()
    })
}

/// One submit: blind, let sign, take the blinding off, check, cast.
fn submit(
    app: &App,
    code: &SurveyCode,
    voter: Voter,
    entropy: &mut Entropy,
) -> Result<(), CliError> {
    let fault = |what: &str| CliError::Input(format!("an answer to {code}: {what}"));
    let context = &voter.context;
    let key = base64url::decode(&context.n)
        .and_then(|n| PublicKey::from_bytes(&n).ok())
        .ok_or_else(|| fault("its key is none"))?;
    let stratum = GroupCode::parse(&context.stratum).map_err(|bad| fault(&bad.to_string()))?;
    let nonce = Nonce::random(entropy);
    let prepared = Prepared::new(code, &stratum, key.kid(), &nonce);
    let pending = client::blind(&key, prepared, entropy);
    let blind_signature = match app.issue(code, &voter.credential, pending.blinded())? {
        IssueOutcome::Signed(signature) => signature,
        other => return Err(fault(&format!("no ballot was issued: {other:?}"))),
    };
    let signature = pending
        .finalize(&key, blind_signature.as_slice())
        .map_err(|bad| fault(&bad.to_string()))?;
    let cast = Cast {
        stratum: context.stratum.clone(),
        kid: context.kid.clone(),
        nonce,
        signature: signature.to_vec(),
        answers: voter.answers,
    };
    match app.cast(code, cast)? {
        CastOutcome::Counted(_) | CastOutcome::Again(_) => Ok(()),
        other => Err(fault(&format!("it was not taken: {other:?}"))),
    }
}
