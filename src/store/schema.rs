//! The tables, for both back ends. Tables that no foreign key ties together cannot meet in a query: a join of ballots and
//! people does not compile.
#![expect(missing_docs, reason = "the migrations say what the columns hold")]

diesel::table! {
    unit (code) {
        code -> Text,
        label -> Text,
        parent -> Nullable<Text>,
    }
}

diesel::table! {
    network (code) {
        code -> Text,
        label -> Text,
        kind -> Text,
        obligatory -> Bool,
        purposes -> Text,
        facilitator -> Text,
        start_day -> Nullable<Text>,
        trial_end -> Nullable<Text>,
        planned_evaluation -> Nullable<Text>,
        rhythm -> Text,
        level -> Nullable<Text>,
    }
}

diesel::table! {
    person (code) {
        code -> Text,
        name -> Text,
        email -> Text,
        language -> Text,
        unit -> Text,
    }
}

diesel::table! {
    membership (person, network) {
        person -> Text,
        network -> Text,
        joined -> Nullable<Text>,
        left_on -> Nullable<Text>,
    }
}

diesel::table! {
    survey (code) {
        code -> Text,
        title_da -> Text,
        title_en -> Text,
        sender_da -> Text,
        sender_en -> Text,
        template -> Text,
        variant -> Nullable<Text>,
        instrument -> Text,
        policy -> Text,
        opens -> Text,
        closes -> Text,
        state -> Text,
        notes -> Text,
    }
}

diesel::table! {
    public_record (survey) {
        survey -> Text,
        manifest -> Text,
        issued -> Nullable<Integer>,
        reminded_on -> Nullable<Text>,
        counted_on -> Nullable<Text>,
        response -> Nullable<Text>,
    }
}

diesel::table! {
    reporting_group (survey, code) {
        survey -> Text,
        code -> Text,
        place -> Integer,
        label -> Text,
        kind -> Text,
        parent -> Nullable<Integer>,
        invited -> Integer,
        facts -> Text,
    }
}

diesel::table! {
    invitation (id) {
        id -> Text,
        survey -> Text,
        person -> Text,
        stratum -> Text,
        generation -> Integer,
        token_index -> Nullable<Binary>,
        code_index -> Nullable<Binary>,
    }
}

diesel::table! {
    outbox (invitation, template) {
        invitation -> Text,
        template -> Text,
        attempts -> Integer,
        due_seconds -> BigInt,
        dead -> Bool,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    marker (survey, mark) {
        survey -> Text,
        mark -> Binary,
        request -> Binary,
    }
}

diesel::table! {
    ballot_box (survey, ballot_key) {
        survey -> Text,
        ballot_key -> Binary,
        check_mac -> Binary,
        tag -> Binary,
        sealed -> Binary,
    }
}

diesel::table! {
    answer (survey, id) {
        survey -> Text,
        id -> Text,
        group_code -> Text,
        packed -> Binary,
    }
}

diesel::table! {
    comment (survey, id) {
        survey -> Text,
        id -> Text,
        group_code -> Text,
        item -> Text,
        body -> Text,
    }
}

diesel::table! {
    moderation (survey, id) {
        survey -> Text,
        id -> Text,
        decision -> Text,
        words -> Text,
    }
}

diesel::table! {
    bulletin (survey, receipt) {
        survey -> Text,
        receipt -> Text,
    }
}

diesel::table! {
    note (survey, id) {
        survey -> Text,
        id -> Text,
        group_code -> Text,
        item -> Text,
        body -> Text,
    }
}

diesel::table! {
    release_document (digest) {
        digest -> Text,
        survey -> Text,
        document -> Text,
    }
}

diesel::table! {
    certificate (release_digest) {
        release_digest -> Text,
        document -> Text,
    }
}

diesel::table! {
    wave_group (survey, earlier, code) {
        survey -> Text,
        earlier -> Text,
        code -> Text,
        invited_before -> Integer,
        invited_now -> Integer,
        invited_both -> Integer,
    }
}

diesel::table! {
    ledger (sequence) {
        sequence -> Integer,
        survey -> Text,
        release_digest -> Text,
        previous -> Text,
        hash -> Text,
        day -> Text,
        reason -> Text,
    }
}

diesel::joinable!(person -> unit (unit));
diesel::joinable!(membership -> person (person));
diesel::joinable!(membership -> network (network));
diesel::joinable!(public_record -> survey (survey));
diesel::joinable!(reporting_group -> survey (survey));
diesel::joinable!(invitation -> survey (survey));
diesel::joinable!(invitation -> person (person));
diesel::joinable!(outbox -> invitation (invitation));
diesel::joinable!(release_document -> survey (survey));
diesel::joinable!(certificate -> release_document (release_digest));
diesel::joinable!(ledger -> survey (survey));
diesel::joinable!(ledger -> release_document (release_digest));

diesel::allow_tables_to_appear_in_same_query!(
    unit,
    network,
    person,
    membership,
    survey,
    public_record,
    reporting_group,
    invitation,
    outbox,
    release_document,
    certificate,
    ledger,
);
