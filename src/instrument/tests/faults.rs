//! What is wrong with a template is said all at once, with line, item and what to do.

use crate::instrument::Template;

/// A template without faults; each case below spoils it in one way.
const GOOD: &str = include_str!("good.toml");

/// One spoilt place: what to replace, by what, and the line, item and part of the cause of the only fault.
type Case = (
    &'static str,
    &'static str,
    usize,
    &'static str,
    &'static str,
);

fn faults_of(source: &str) -> Vec<String> {
    let faults = Template::parse(source).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

fn check(cases: &[Case]) {
    assert_eq!(faults_of(GOOD), Vec::<String>::new());
    for (from, to, line, item, cause) in cases {
        assert_eq!(
            GOOD.matches(from).count(),
            1,
            "{from} must stand in the template once"
        );
        let faults = faults_of(&GOOD.replace(from, to));
        let place = if item.is_empty() {
            format!("line {line}: ")
        } else {
            format!("line {line}, item {item}: ")
        };
        let one = faults.len() == 1 && faults[0].starts_with(&place) && faults[0].contains(cause);
        assert!(
            one,
            "{from} -> {to}\nwanted: {place}…{cause}…\nfound: {faults:#?}"
        );
    }
}

/// Of what stands around the items.
const FRAME: &[Case] = &[
    (
        "minutes = 3",
        "minutes = 3\nminuts = 3",
        7,
        "",
        "no field \"minuts\"; did you mean \"minutes\"?",
    ),
    (
        "minutes = 3",
        "minutes = \"3\"",
        6,
        "",
        "must be a whole number, not a text",
    ),
    ("minutes = 3", "minutes = 0", 6, "", "use 1 to 120"),
    ("minutes = 3\n", "", 1, "", "lacks \"minutes\""),
    (
        "code = \"proeve\"",
        "code = \"../x\"",
        1,
        "",
        "is not a code",
    ),
    (
        "da = \"Tak\", en = \"Thanks\"",
        "da = \"Tak\"",
        5,
        "",
        "lacks \"en\"",
    ),
    (
        "da = \"Tak\", en",
        "da = \" \", en",
        5,
        "",
        "\"da\" is empty",
    ),
    (
        "\"Tak\", en = \"Thanks\"",
        "\"Tak\", en = \"T\", de = \"D\"",
        5,
        "",
        "no field \"de\"",
    ),
    (
        "name = \"syv\"",
        "name = \"Syv!\"",
        22,
        "",
        "cannot be a name",
    ),
    (
        "[[anchor]]",
        "[[fact]]\nname = \"phase\"\nlabel = { da = \"N\", en = \"N\" }\n\n[[anchor]]",
        22,
        "",
        "is there twice",
    ),
    (
        "code = \"after\", da",
        "code = \"before\", da",
        19,
        "",
        "is there twice",
    ),
    (
        "{ da = \"6\", en = \"6\" }, ",
        "",
        23,
        "",
        "the anchors have 6 labels",
    ),
    (
        "dialogue = [{ da = \"Hvornår?\", en = \"When?\" }]\n",
        "",
        25,
        "",
        "lacks \"dialogue\"",
    ),
    (
        "scale = \"tillid\"\n",
        "",
        26,
        "",
        "no item belongs to the scale \"tillid\"",
    ),
    (
        "minutes = 3",
        "minutes = = 3",
        6,
        "",
        "the file is not TOML",
    ),
    (
        "minutes = 3",
        "minutes = 3\nminutes = 4",
        7,
        "",
        "duplicate key",
    ),
];

#[test]
fn faults_of_the_frame() {
    check(FRAME);
}

/// Of items.
const ITEMS: &[Case] = &[
    ("id = \"A6\"", "id = \"A1\"", 81, "A1", "another item A1"),
    (
        "id = \"A6\"",
        "id = \"6A\"",
        81,
        "6A",
        "a letter, then letters",
    ),
    (
        "id = \"A6\"",
        "id = \"any\"",
        81,
        "any",
        "a word of the route language",
    ),
    ("id = \"A6\"\n", "", 80, "", "lacks \"id\""),
    (
        "type = \"number\"",
        "type = \"tal\"",
        73,
        "A5",
        "no type \"tal\"; use one of: likert5",
    ),
    (
        "scale = \"tillid\"",
        "scale = \"tilid\"",
        37,
        "A1",
        "did you mean \"tillid\"?",
    ),
    (
        "anchors = \"agree\"",
        "anchors = \"enig\"",
        36,
        "A1",
        "there are no anchors \"enig\"; use one of: agree",
    ),
    (
        "anchors = \"agree\"",
        "anchors = \"syv\"",
        36,
        "A1",
        "have 7 labels, but the item has 5 points",
    ),
    ("anchors = \"agree\"\n", "", 33, "A1", "lacks \"anchors\""),
    (
        "type = \"likert5\"\nanchors = \"agree\"",
        "type = \"likert7\"\nlow = { da = \"Lav\", en = \"Low\" }",
        33,
        "A1",
        "lacks \"high\"",
    ),
    ("max = 2", "max = 4", 43, "A2", "only 3 choices"),
    (
        "exclusive = \"ingen\"",
        "exclusive = \"intet\"",
        44,
        "A2",
        "no choice \"intet\"; use one of: kurser, mentor, ingen",
    ),
    (
        "code = \"mentor\", da",
        "code = \"kurser\", da",
        47,
        "A2",
        "is there twice",
    ),
    (
        "{ code = \"mentor\", da = \"Mentor\", en = \"Mentor\" }",
        "{ code = \"mentor\", da = \"Mentor\" }",
        47,
        "A2",
        "lacks \"en\"",
    ),
    ("top = 2", "top = 4", 68, "A4", "only 3 choices"),
    ("top = 2\n", "", 64, "A4", "lacks \"top\""),
    (
        "choices_from = \"A2\"",
        "choices_from = \"A9\"",
        67,
        "A4",
        "there is no item A9",
    ),
    (
        "choices_from = \"A2\"",
        "choices_from = \"A5\"",
        67,
        "A4",
        "does not come before this one",
    ),
    (
        "choices_from = \"A2\"",
        "choices_from = \"A1\"",
        67,
        "A4",
        "has no choices to take over",
    ),
    (
        "rows_from = \"A2\"",
        "rows_from = \"A1\"",
        57,
        "A3",
        "only the choices of an item of type multi",
    ),
    (
        "except = [\"ingen\"]",
        "except = [\"intet\"]",
        58,
        "A3",
        "no choice \"intet\"",
    ),
    (
        "min = 0\nmax = 5",
        "min = 5\nmax = 5",
        74,
        "A5",
        "make min the smaller",
    ),
    ("max = 5", "max = 5\ntop = 2", 76, "A5", "no field \"top\""),
    (
        "not_in = [\"kort\"]",
        "not_in = [\"lang\"]",
        76,
        "A5",
        "no variant \"lang\"; the template has: kort",
    ),
    (
        "type = \"text\"",
        "type = \"recommend\"\nsensitivity = \"named\"",
        83,
        "A6",
        "only an item of type text",
    ),
    (
        "type = \"text\"",
        "type = \"text\"\nsensitivity = \"secret\"",
        83,
        "A6",
        "no sensitivity \"secret\"",
    ),
    (
        "type = \"text\"",
        "type = \"single\"\nchoices = []",
        83,
        "A6",
        "lists 0 options",
    ),
    (
        "when = \"@facilitator\"",
        "when = \"A1 = 1\"",
        78,
        "A5",
        "depend on facts only",
    ),
];

#[test]
fn faults_of_items() {
    check(ITEMS);
}

#[test]
fn faults_of_routes() {
    let route = "route = \"A1 <= 2\"";
    let check = |to: &'static str, cause: &'static str| check(&[(route, to, 83, "A6", cause)]);
    check(
        "route = \"A9 <= 2\"",
        "asks about A9, and there is no such item",
    );
    check("route = \"A6 = 2\"", "round in a circle: A6 → A6");
    check("route = \"A1 in [1]\"", "compare with <= or >=");
    check("route = \"A2 in [kurser]\"", "use \"A2 has …\"");
    check(
        "route = \"A2 has kursus\"",
        "A2 has no choice \"kursus\"; use one of: kurser",
    );
    check("route = \"A1 has x\"", "needs an item of type multi");
    check("route = \"A4 <= 2\"", "A4 has no number to compare");
    check("route = \"A1 <= 6\"", "A1 runs from 1 to 5");
    check("route = \"A3 <= 2\"", "asked once per row");
    check("route = \"A5 <= 2\"", "not in every variant");
    check(
        "route = \"count(A1) = 1\"",
        "count() needs an item of type multi",
    );
    check("route = \"@fase = before\"", "there is no fact @fase");
    check(
        "route = \"@phase\"",
        "is no yes/no fact; say @phase = one of: before, after",
    );
    check("route = \"@phase = during\"", "no value \"during\"");
    check("route = \"A1 <= \"", "its word 3 is the end");
    // What can never hold.
    check("route = \"A2 has []\"", "its list of choices is empty");
    check("route = \"A1 < 1\"", "its route contradicts itself");
    check(
        "route = \"A1 < 2 and A1 > 2\"",
        "its route contradicts itself",
    );
    check("route = \"count(A2) > 2\"", "its route contradicts itself");
    check(
        "route = \"A2 has ingen and A2 has mentor\"",
        "its route contradicts itself",
    );
    check(
        "route = \"A2 has kurser and A2 lacks kurser\"",
        "its route contradicts itself",
    );
    check(
        "route = \"@phase = after and not @phase = after\"",
        "its route contradicts itself",
    );
    check(
        "route = \"A2 has kurser and @phase = after\"",
        "those of the items it builds on contradict",
    );
}

#[test]
fn a_route_may_not_look_ahead_nor_in_a_circle() {
    let ahead = GOOD.replace(
        "anchors = \"agree\"",
        "anchors = \"agree\"\nroute = \"A4 = 1 or A5 = 1\"",
    );
    let faults = faults_of(&ahead.replace("route = \"A1 <= 2\"", ""));
    assert_eq!(faults.len(), 2, "{faults:#?}");
    assert!(faults[1].starts_with("line 37, item A1: the route asks about A5, which comes later"));
    let circle = GOOD
        .replace(
            "anchors = \"agree\"",
            "anchors = \"agree\"\nroute = \"A5 = 1\"",
        )
        .replace("max = 5", "max = 5\nroute = \"A1 = 1\"");
    let faults = faults_of(&circle);
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains("in a circle: A1 → A5 → A1")),
        "{faults:#?}"
    );
}

#[test]
fn what_can_hold_is_not_called_unreachable() {
    for route in [
        "A1 = 5",
        "any(A1, A5) <= 0",
        "not A2 has kurser and A2 lacks mentor",
        "count(A2) >= 2 and @phase = before",
        "not (A2 has kurser) and @phase = after",
        "@phase in [before, after] and @facilitator",
        "not @facilitator",
    ] {
        // The number is made to be in every variant, and its range and the Likert item's to meet.
        let source = GOOD
            .replace("not_in = [\"kort\"]\n", "")
            .replace("any(A1, A5) <= 0", "any(A1, A5) <= 1")
            .replace("A1 <= 2", &route.replace("<= 0", "<= 1"));
        assert_eq!(faults_of(&source), Vec::<String>::new(), "{route}");
    }
}

#[test]
fn five_faults_are_reported_at_once_in_the_order_of_their_lines() {
    let source = GOOD
        .replace(
            "thanks = { da = \"Tak\", en = \"Thanks\" }",
            "thanks = { da = \"Tak\" }",
        )
        .replace("scale = \"tillid\"", "scale = \"tilid\"")
        .replace("exclusive = \"ingen\"", "exclusive = \"intet\"")
        .replace("top = 2", "top = 9")
        .replace("A1 <= 2", "A7 <= 2");
    let faults = Template::parse(&source).unwrap_err();
    let places: Vec<_> = faults
        .iter()
        .map(|fault| (fault.line, fault.item.as_deref()))
        .collect();
    let expected = [
        (5, None),
        (37, Some("A1")),
        (44, Some("A2")),
        (68, Some("A4")),
        (83, Some("A6")),
    ];
    assert_eq!(places, expected, "{faults:#?}");
}

#[test]
fn any_text_at_all_is_answered_with_faults_not_a_panic() {
    for source in [
        "",
        "=",
        "section = 3",
        "[[section]]\nitem = [3]",
        "[[section]]\n[[section.item]]",
        "item = [[1]]",
        "\u{feff}code",
    ] {
        assert!(Template::parse(source).is_err(), "{source}");
    }
    // Every beginning of a good file.
    for (end, _) in GOOD.char_indices().step_by(7) {
        drop(Template::parse(&GOOD[..end]));
    }
}

#[test]
fn files_as_windows_saves_them_keep_their_line_numbers() {
    let saved = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(faults_of(&saved), Vec::<String>::new());
    let faults = Template::parse(&saved.replace("top = 2", "top = 9")).unwrap_err();
    assert_eq!(faults[0].line, 68);
}
