//! The demonstration's respondents read their mail: the link is taken from the message as it was sent.

use std::fs;
use std::path::Path;

use crate::base::SurveyCode;
use crate::cli::CliError;

/// Symbols of a token in a link.
const TOKEN: usize = 26;

/// The tokens in all mails of a survey, ordered by the mails' file names, which tell nothing.
pub(super) fn tokens(folder: &Path, survey: &SurveyCode) -> Result<Vec<String>, CliError> {
    let fault = |cause| CliError::File {
        what: "read the mails in",
        path: folder.to_owned(),
        cause,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        files.push(entry.map_err(fault)?.path());
    }
    files.sort();
    let mut tokens = Vec::new();
    for file in files {
        let mail = fs::read_to_string(&file).map_err(fault)?;
        tokens.extend(token(&mail, survey));
    }
    Ok(tokens)
}

/// The token in the first link of one mail. Quoted-printable breaks long lines with `=`; the link itself has no other `=`.
fn token(mail: &str, survey: &SurveyCode) -> Option<String> {
    let whole = mail.replace("=\r\n", "");
    let (_, after) = whole.split_once(&format!("/s/{survey}#"))?;
    let token: String = after.chars().take(TOKEN).collect();
    (token.len() == TOKEN && token.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_link_across_a_soft_line_break() {
        let survey = SurveyCode::parse("kl-2008").unwrap();
        let mail =
            "Kære leder\r\nhttp://127.0.0.1:8080/s/kl-2008#ABCDEFGHJKM=\r\nNPQRSTVWXYZ01234\r\n";
        assert_eq!(
            token(mail, &survey).as_deref(),
            Some("ABCDEFGHJKMNPQRSTVWXYZ0123")
        );
        assert_eq!(token(mail, &SurveyCode::parse("kl-2009").unwrap()), None);
    }
}
