//! The browser's file against this module, and OpenSSL against both.
//!
//! Runs `node` where there is one. On the build server (`CI=true`) a missing `node` is a failure, elsewhere a line says what was skipped.

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use crate::ballot::blind::vectors::{KEYS, Vectors, hex, rfc9474, unhex};
    use crate::ballot::blind::{
        BYTES, BlindSigner as _, BlindVerifier as _, Prepared, StratumKey, modulus, pss,
    };
    use crate::ballot::{
        Fingerprint, Manifest, ManifestParts, Nonce, Stratum, SurveyKeys, TypedCode, base64url,
        receipt,
    };
    use crate::base::label::sameness;
    use crate::base::{Day, Digest, Entropy, GroupCode, InvitationId, SurveyCode};

    const BALLOT_JS: &str = include_str!("../../render/assets/ballot.js");
    const DRIVER: &str = include_str!("interop.js");

    fn survey() -> SurveyCode {
        SurveyCode::parse("prøve-2026").unwrap()
    }

    fn group() -> GroupCode {
        GroupCode::parse("NET-1").unwrap()
    }

    /// Calls functions of `ballot.js` in one run of node: a line per call, name and arguments between tabs. Gives the replies, or
    /// `None` where there is no node and nobody insists.
    fn node(calls: &[Vec<String>]) -> Option<Vec<String>> {
        // Debian 12 has node 18, where this is not yet global.
        let script = format!(
            "Object.defineProperty(globalThis, 'crypto', {{ value: require('node:crypto').webcrypto }});\n{BALLOT_JS}\n{DRIVER}"
        );
        let started = Command::new("node")
            .args(["-e", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut child) = started else {
            assert!(!on_build_server(), "node is missing: install nodejs");
            println!("SKIPPED: the browser's file was not tried, for node is missing");
            return None;
        };
        let lines: Vec<String> = calls.iter().map(|call| call.join("\t")).collect();
        let mut input = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || input.write_all(lines.join("\n").as_bytes()));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        assert!(output.status.success());
        let replies: Vec<String> = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(replies.len(), calls.len());
        Some(replies)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test that asks whether it may be skipped"
    )]
    fn on_build_server() -> bool {
        std::env::var("CI").is_ok_and(|value| value == "true")
    }

    fn call<const N: usize>(parts: [&str; N]) -> Vec<String> {
        parts.map(str::to_owned).to_vec()
    }

    #[test]
    fn the_browser_gives_the_four_variants_of_rfc_9474() {
        let Vectors { n, variants, .. } = rfc9474();
        let n = base64url::encode(&n);
        let calls: Vec<_> = variants
            .iter()
            .map(|vector| {
                let fields = [
                    &vector.prepared,
                    &vector.salt,
                    &vector.inv,
                    &vector.blind_sig,
                ];
                let [prepared, salt, inv, reply] = fields.map(|field| hex(field));
                call(["vector", &n, &prepared, &salt, &inv, &reply])
            })
            .collect();
        let Some(replies) = node(&calls) else { return };
        for (vector, reply) in variants.iter().zip(replies) {
            let expected = format!("{}\t{}", hex(&vector.blinded), hex(&vector.sig));
            assert_eq!(reply, expected, "{}", vector.name);
        }
    }

    #[test]
    fn the_self_test_passes_and_its_known_answer_is_ours() {
        let constant = |name: &str| {
            let rest = BALLOT_JS
                .split(&format!("const {name} = \""))
                .nth(1)
                .unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let key = &KEYS[0];
        let code = "self-test";
        let prepared = Prepared::new(
            &SurveyCode::parse(code).unwrap(),
            &GroupCode::parse(code).unwrap(),
            key.public().kid(),
            &Nonce::parse(&"01".repeat(32)).unwrap(),
        );
        let encoded = pss::encode(prepared.bytes(), &[2; 48], BYTES).unwrap();
        let modulus = &key.public().modulus;
        let power = modulus.public_power(&modulus::read(&[3; BYTES]).unwrap());
        let blinded = modulus.times(&modulus::read(&encoded).unwrap(), &power);
        let reply = key
            .blind_sign(&modulus::write(&blinded), &mut Entropy::seeded(1))
            .unwrap();
        assert_eq!(constant("KNOWN_N"), key.public().n_base64url());
        assert_eq!(constant("KNOWN_REPLY"), base64url::encode(&reply));
        if let Some(replies) = node(&[call(["selfTest"])]) {
            assert_eq!(replies, ["null"]);
        }
    }

    fn signed_by_browsers(
        keys: &[StratumKey],
        each: usize,
    ) -> Option<Vec<(usize, Nonce, Vec<u8>)>> {
        let mut entropy = Entropy::seeded(11);
        let owners: Vec<usize> = (0..keys.len()).flat_map(|key| vec![key; each]).collect();
        let blind: Vec<_> = owners
            .iter()
            .map(|key| {
                let n = keys[*key].public().n_base64url();
                call(["blind", &n, survey().as_str(), group().as_str()])
            })
            .collect();
        let pending = node(&blind)?;
        let finalize: Vec<_> = owners
            .iter()
            .zip(&pending)
            .map(|(key, pending)| {
                let (pending, blinded) = pending.rsplit_once('\t').unwrap();
                let blinded: [u8; BYTES] = base64url::decode(blinded).unwrap().try_into().unwrap();
                let reply = keys[*key].blind_sign(&blinded, &mut entropy).unwrap();
                call(["finalize", pending, &base64url::encode(&reply)])
            })
            .collect();
        let ballots = owners.into_iter().zip(node(&finalize)?).map(|(key, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields[0], keys[key].public().kid().to_string());
            let nonce = Nonce::parse(fields[1]).unwrap();
            assert_eq!(fields[3], receipt(&survey(), &nonce).as_str());
            (key, nonce, base64url::decode(fields[2]).unwrap())
        });
        Some(ballots.collect())
    }

    #[test]
    fn a_hundred_ballots_of_the_browser_hold_here_and_for_openssl() {
        let keys = &*KEYS;
        let Some(ballots) = signed_by_browsers(keys, 50) else {
            return;
        };
        assert_eq!(ballots.len(), 100);
        let mut nonces = std::collections::BTreeSet::new();
        for (key, nonce, signature) in &ballots {
            assert!(nonces.insert(*nonce.bytes()));
            for (at, verifier) in keys.iter().enumerate() {
                let public = verifier.public();
                let prepared = Prepared::new(&survey(), &group(), public.kid(), nonce);
                assert_eq!(public.verify(&prepared, signature).is_ok(), at == *key);
            }
        }
        let (key, nonce, signature) = &ballots[0];
        let public = keys[*key].public();
        let prepared = Prepared::new(&survey(), &group(), public.kid(), nonce);
        let mut false_one = signature.clone();
        false_one[200] ^= 1;
        for (signature, holds) in [(signature, true), (&false_one, false)] {
            if let Some(verdict) = openssl(public.to_bytes(), prepared.bytes(), signature) {
                assert_eq!(verdict, holds);
            }
        }
    }

    /// OpenSSL's verdict; `None` where it is missing.
    fn openssl(n: &[u8; BYTES], message: &[u8], signature: &[u8]) -> Option<bool> {
        use sha2::Digest as _;
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        // SubjectPublicKeyInfo of an RSA key with a modulus of 2048 bits (RFC 3279, 2.3.1).
        let head = unhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100");
        let key = [&head[..], n, &unhex("0203010001")].concat();
        let ran = Command::new("openssl")
            .args(["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey"])
            .arg(file("key", &key))
            .arg("-in")
            .arg(file("digest", &sha2::Sha384::digest(message)))
            .arg("-sigfile")
            .arg(file("signature", signature))
            .args(["-pkeyopt", "rsa_padding_mode:pss"])
            .args(["-pkeyopt", "rsa_pss_saltlen:48"])
            .args(["-pkeyopt", "digest:sha384"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if ran.is_err() {
            println!("SKIPPED: no third opinion on signatures, for openssl is missing");
        }
        ran.ok().map(|status| status.success())
    }

    fn manifest() -> Manifest {
        let stratum = |code: &str, label: &str, key: &StratumKey| Stratum {
            code: GroupCode::parse(code).unwrap(),
            label: label.to_owned(),
            invited: 7,
            others: false,
            kid: *key.public().kid(),
        };
        Manifest::freeze(ManifestParts {
            survey: survey(),
            questionnaire: Digest::plain(b"q"),
            minimum: 5,
            policy: crate::ballot::Thresholds::ORDINARY,
            groups: Digest::plain(b"groups"),
            opens: Day::new(2026, 3, 2).unwrap(),
            closes: Day::new(2026, 3, 20).unwrap(),
            seal_key: [7; 32],
            strata: vec![
                stratum("NET-1", "Børn og \"unge\"", &KEYS[0]),
                stratum("NET-2", "Ældre", &KEYS[1]),
            ],
            scripts: [("ballot.js".to_owned(), Digest::plain(BALLOT_JS.as_bytes()))].into(),
        })
        .unwrap()
    }

    /// A hostile operator gives everybody the same bytes, so that fingerprints agree, and hides a key per person in them.
    #[test]
    fn the_browser_refuses_a_manifest_that_could_hold_a_key_for_each_person() {
        let good = manifest().json().to_owned();
        let kid = |at: usize| KEYS[at].public().kid().to_string();
        let changed = |from: &str, to: &str| {
            assert_eq!(good.matches(from).count(), 1, "{from}");
            good.replacen(from, to, 1)
        };
        let alike = |label: &str| changed("Ældre", label);
        let manifests = [
            good.clone(),
            // What another version of the program may add, if the page knows of it.
            changed("\"minimum\":5", "\"groups\":\"00\",\"minimum\":5"),
            changed("\"opens\"", "\"policy\":{\"ordinary\":5},\"opens\""),
            changed("NET-2", "NET-1"),
            changed(&kid(1), &kid(0)),
            alike("Børn og \\\"unge\\\""),
            alike(" børn  OG unge"),
            alike("Børn og\u{200b} unge"),
            alike("Ｂørn og unge"),
            changed("\"minimum\":5", "\"minimum\":8"),
            changed("\"minimum\":5", "\"minimum\":0"),
            changed("\"minimum\":5", "\"minimum\":\"5\""),
            changed("\"opens\"", "\"keys\":{},\"opens\""),
            changed("{\"code\":\"NET-2\"", "{\"person\":1,\"code\":\"NET-2\""),
            changed(
                "{\"code\":\"NET-2\"",
                "{\"__proto__\":{},\"code\":\"NET-2\"",
            ),
            changed("manifest/1", "manifest/2"),
        ];
        let own = KEYS[0].public().n_base64url();
        let calls: Vec<_> = (manifests.iter())
            .map(|json| {
                // The fingerprint of these very bytes, as it would stand in everybody's mail.
                let print = Fingerprint::of(json.as_bytes()).digest();
                call(["manifest", &hex(json.as_bytes()), &print, "NET-1", &own])
            })
            .collect();
        let Some(replies) = node(&calls) else { return };
        for (at, (json, reply)) in manifests.iter().zip(&replies).enumerate() {
            let expected = match at {
                0..=2 => "7\tBørn og \"unge\"\ttrue",
                _ => "error doubtful-manifest",
            };
            assert_eq!(reply, expected, "{json}");
        }
    }

    #[test]
    fn labels_look_alike_here_and_in_the_browser() {
        let labels = [
            "Børn og unge",
            "  TEAM\u{a0}A-1 ",
            "Straße",
            "ΟΔΟΣ",
            "İzmir",
            "①²ⅻ",
            "ﬁn",
            "a\u{301}\u{200d}b",
            "٣ ३",
            "हिन्दी",
            "ไทย",
            "👩‍🦰",
            "—",
            "A\u{30a}",
        ];
        let calls: Vec<_> = labels
            .iter()
            .map(|label| call(["sameness", label]))
            .collect();
        let Some(replies) = node(&calls) else { return };
        for (label, reply) in labels.iter().zip(replies) {
            assert_eq!(reply, sameness(label), "{label}");
        }
    }

    #[test]
    fn the_browser_refuses_a_foreign_signature_key_and_manifest() {
        let manifest = manifest();
        let print = manifest.fingerprint();
        let json = hex(manifest.json().as_bytes());
        let other = Fingerprint::of(b"another manifest").digest();
        // Somebody who makes two manifests finds two that share the 80 bits which people compare.
        let colliding = format!("{}{}", &print.digest()[..20], &other[20..]);
        let (own, foreign) = (
            KEYS[0].public().n_base64url(),
            KEYS[1].public().n_base64url(),
        );
        let Some(replies) = node(&[
            call(["manifest", &json, &print.digest(), "NET-1", &own]),
            call([
                "manifest",
                &json,
                &print.digest().to_uppercase(),
                "NET-2",
                &foreign,
            ]),
            call(["manifest", &json, &other, "NET-1", &own]),
            call(["manifest", &json, &colliding, "NET-1", &own]),
            call(["manifest", &json, &print.to_string(), "NET-1", &own]),
            call(["manifest", &json, &print.digest(), "NET-1", &foreign]),
            call(["manifest", &json, &print.digest(), "NET-3", &own]),
            call(["foreign", &own, survey().as_str(), group().as_str()]),
        ]) else {
            return;
        };
        assert_eq!(
            replies,
            [
                "7\tBørn og \"unge\"\ttrue",
                "7\tÆldre\ttrue",
                "error wrong-manifest",
                "error wrong-manifest",
                "error wrong-manifest",
                "error wrong-key",
                "error wrong-key",
                "error bad-signature",
            ]
        );
    }

    #[test]
    fn typed_codes_are_judged_alike() {
        let mut entropy = Entropy::seeded(5);
        let keys = SurveyKeys::generate(&[], &mut entropy, |_| ());
        let mut typed: Vec<String> = [
            "",
            "ABCD-ABCD-ABCD-ABC",
            "ABCD-ABCD-ABCD-ABC*",
            "UBCD-ABCD-ABCD-ABCD",
        ]
        .map(str::to_owned)
        .to_vec();
        for _ in 0..300 {
            let code = keys.code(&survey(), &InvitationId::random(&mut entropy), &group(), 0);
            let mut text = code.text().to_lowercase().replace('1', "l").into_bytes();
            typed.push(String::from_utf8(text.clone()).unwrap());
            for _ in 0..=entropy.below(3) {
                text[entropy.below(19)] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ-U "[entropy.below(35)];
            }
            typed.push(String::from_utf8(text).unwrap());
        }
        let calls: Vec<_> = typed.iter().map(|text| call(["codeFault", text])).collect();
        let Some(replies) = node(&calls) else { return };
        for (text, reply) in typed.iter().zip(replies) {
            let ours = match TypedCode::parse(text) {
                Ok(_) => "null".to_owned(),
                Err(fault) => format!("{fault:?}").to_lowercase(),
            };
            assert_eq!(reply, ours, "{text}");
        }
    }

    #[test]
    fn the_browser_finds_the_place_of_a_single_slip() {
        let mut entropy = Entropy::seeded(8);
        let mut slips = Vec::new();
        for place in (0..16).chain(0..16) {
            let code = TypedCode::from_bits(&entropy.bytes());
            let mut text = code.text().replace('-', "").into_bytes();
            let right = text[place];
            while text[place] == right {
                text[place] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[entropy.below(32)];
            }
            slips.push((String::from_utf8(text).unwrap(), place));
        }
        let calls: Vec<_> = slips
            .iter()
            .map(|(text, _)| call(["codePlace", text]))
            .collect();
        let Some(replies) = node(&calls) else { return };
        for ((text, place), reply) in slips.iter().zip(replies) {
            assert_eq!(reply, place.to_string(), "{text}");
        }
    }

    #[test]
    fn drafts_open_with_their_token_only_and_requests_have_one_length() {
        let Some(replies) = node(&[
            call(["drafts"]),
            call(["lengths"]),
            call(["independent", &KEYS[0].public().n_base64url()]),
        ]) else {
            return;
        };
        assert_eq!(
            replies,
            [
                "æøå 1\tnull\tnull\tnull\ttrue",
                "300\t300\t300\ttoo-long",
                "true"
            ]
        );
    }

    /// The promise of the file's header, kept by reading the file.
    #[test]
    fn nothing_secret_is_derived_from_the_token() {
        let code: String = BALLOT_JS
            .lines()
            .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
            .collect::<Vec<_>>()
            .join("\n");
        let (before, rest) = code
            .split_once("async function draftKey(token, survey)")
            .unwrap();
        let (_, after) = rest.split_once("function padded(").unwrap();
        for part in [before, after] {
            assert!(!part.contains("token"), "the token is used outside drafts");
        }
        for (secret, source) in [
            ("nonce", "const nonce = random(32);"),
            ("salt", "const salt = random(SALT);"),
            ("r", "r = toNumber(random(unbase64url(n).length));"),
            (
                "randomness",
                "const random = (length) => crypto.getRandomValues(new Uint8Array(length));",
            ),
        ] {
            assert_eq!(code.matches(source).count(), 1, "{secret}");
        }
        assert_eq!(code.matches("const random").count(), 1);
        assert!(code.contains("async function blind(manifest, stratum, n)"));
        for word in [
            "Math.random",
            "Date",
            "performance",
            "navigator",
            "document",
            "Storage",
            "fetch",
            "XMLHttpRequest",
            "sendBeacon",
            "WebSocket",
            "cookie",
            "location",
            "import(",
            "eval",
            "Function(",
        ] {
            assert!(!code.contains(word), "{word}");
        }
    }
}
