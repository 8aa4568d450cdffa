//! `pejling release plan`: what will probably be shown, before anybody is asked.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::database::on_each_backend;
use crate::support::program::{Program, Ran};

/// Two levels; the network of three is merged at launch, and takes the smallest beside it along.
const NETWORKS: [(&str, &str, usize); 5] = [
    ("nord", "Ledere", 7),
    ("syd", "Ledere", 7),
    ("vest", "Ledere", 6),
    ("top", "Topledere", 8),
    ("lille", "Ledere", 3),
];

fn register(program: &Program) {
    register_types(program, |_| "faglig");
}

/// The networks, of the type that each code has.
fn register_types(program: &Program, kind: impl Fn(&str) -> &'static str) {
    let mut people = "code,name,email,unit\n".to_owned();
    let mut members = "person,network,joined\n".to_owned();
    let mut networks = "code,name,type,obligatory,purposes,facilitator,start,level\n".to_owned();
    for (code, level, size) in NETWORKS {
        writeln!(
            networks,
            "{code},Netværk {code},{},nej,1,intern,2024-01-01,{level}",
            kind(code)
        )
        .unwrap();
        for i in 0..size {
            writeln!(people, "{code}{i},P {i},{code}{i}@by.example,by").unwrap();
            writeln!(members, "{code}{i},{code},2024-01-01").unwrap();
        }
    }
    let units = "code,name,parent\nby,Byen,\n".to_owned();
    for (kind, text) in [
        ("units", units),
        ("networks", networks),
        ("people", people),
        ("memberships", members),
    ] {
        let file = program.write(&format!("{kind}.csv"), text);
        program.run(&["import", kind, &file, "--apply"]).ok();
    }
}

fn plan(program: &Program, more: &[&str]) -> Ran {
    let mut arguments = vec!["release", "plan", "--template", "netvaerksevaluering"];
    arguments.extend(more);
    program.run(&arguments)
}

fn groups(program: &Program, more: &[&str]) -> Vec<Value> {
    let mut arguments = vec!["--networks", "--json"];
    arguments.extend(more);
    let planned: Value = serde_json::from_str(&plan(program, &arguments).ok()).unwrap();
    planned["groups"].as_array().unwrap().clone()
}

fn chances(group: &Value) -> [f64; 3] {
    ["shown", "moved_up", "hidden"].map(|fate| group[fate].as_f64().unwrap())
}

/// The fate that is bound to come.
fn certain(group: &Value) -> Option<&'static str> {
    let fates = ["shown", "moved_up", "hidden"];
    let bound = |chance: &f64| *chance > 1.0 - 1e-9;
    fates
        .into_iter()
        .zip(chances(group))
        .find_map(|(fate, chance)| bound(&chance).then_some(fate))
}

#[test]
fn each_group_is_told_its_chances_and_nothing_is_launched() {
    on_each_backend(|database| {
        let program = Program::new(database);
        register(&program);
        let said = plan(&program, &["--networks"]).ok();
        let lines: Vec<&str> = said.lines().collect();
        // The whole, two levels, three networks; three mergers; the sum; what it does not cover.
        assert_eq!(lines.len(), 11, "{said}");
        assert!(
            lines[0].starts_with("Alle: 31 invited; shown 100 %"),
            "{said}"
        );
        assert!(
            said.contains("    Netværk nord: 7 invited; shown "),
            "{said}"
        );
        assert!(
            said.contains("Netværk lille is too small to stand alone"),
            "{said}"
        );
        assert!(said.contains("if 70 per cent answer, about "), "{said}");

        let likely = groups(&program, &[]);
        assert_eq!(likely.len(), 6);
        for group in &likely {
            assert!((chances(group).iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
        let worse = groups(&program, &["--response", "50"]);
        let shown = |groups: &[Value]| -> f64 { groups.iter().map(|g| chances(g)[0]).sum() };
        assert!(shown(&worse) < shown(&likely));
        for group in groups(&program, &["--response", "0"]) {
            assert_eq!(certain(&group), Some("hidden"), "{group}");
        }
        for group in groups(&program, &["--response", "100"]) {
            assert_eq!(certain(&group), Some("shown"), "{group}");
        }
        // Seven invited at 70 per cent: fewer than five answers in 35 of 100 cases, and its neighbour may need it besides.
        let nord = likely.iter().find(|group| group["code"] == "nord").unwrap();
        let [shown_nord, moved_up, hidden] = chances(nord);
        assert!((0.35..0.65).contains(&shown_nord), "{nord}");
        assert!(moved_up > 0.35 && hidden < 0.01, "{nord}");
        assert!(
            (nord["too_small"].as_f64().unwrap() - 0.352_930_5).abs() < 1e-6,
            "{nord}"
        );
        let stricter = groups(&program, &["--policy", "sensitive"]);
        assert!(shown(&stricter) < shown(&likely));

        assert_eq!(program.run(&["survey", "list", "--json"]).ok().trim(), "[]");
        assert!(!program.data().join("keys").exists());
    });
}

/// The only cut of a plan.
fn planned_cut(program: &Program, more: &[&str]) -> Value {
    let asked = ["--networks", "--json", "--cut-by", "type"];
    let planned: Value =
        serde_json::from_str(&plan(program, &[&asked[..], more].concat()).ok()).unwrap();
    planned["cuts"][0].clone()
}

/// Of each group of a cut the chances to be shown, to be too small and to be left out for others.
fn of_parts(cut: &Value) -> Vec<[f64; 3]> {
    let groups = cut["groups"].as_array().unwrap().iter();
    groups
        .map(|part| ["shown", "too_small", "for_others"].map(|fate| part[fate].as_f64().unwrap()))
        .collect()
}

fn expected(cut: &Value) -> [f64; 5] {
    [
        "expected_shown",
        "expected_too_small",
        "expected_for_others",
        "lost_in_tree",
        "lost_in_cuts",
    ]
    .map(|what| cut[what].as_f64().unwrap())
}

#[track_caller]
fn assert_expected(cut: &Value, numbers: [f64; 5]) {
    let near = |(told, number): (f64, f64)| (told - number).abs() < 1e-9;
    assert!(expected(cut).into_iter().zip(numbers).all(near), "{cut}");
}

#[test]
fn each_cut_is_told_what_it_will_show_and_what_it_costs_and_nothing_is_launched() {
    on_each_backend(|database| {
        let program = Program::new(database);
        register_types(&program, |code| match code {
            "syd" | "top" => "tværfaglig",
            _ => "faglig",
        });
        let asked = ["--networks", "--response", "100", "--cut-by", "type"];
        let said = plan(&program, &asked).ok();
        for told in [
            "cut by type, once the survey is released: about 3.0 of its 3 groups will be shown; none will get fewer than 5 answers, none will be \
             left out",
            "  Faglige netværk / Professional networks: 7 invited; shown 100 %, too few answers 0 %, left out for others 0 %",
            "  Tværfaglige netværk / Cross-professional networks: 15 invited; shown 100 %",
            // The network of three and the one that it took along stand in the whole.
            "  Øvrige (network_type ikke ens eller ikke kendt) / Others (network_type differs or is not known): 9 invited; shown 100 %",
            "  it costs none of the 6 groups above, which are published before it and stay as they are\n",
        ] {
            assert!(said.contains(told), "{told}: {said}");
        }
        // A cut is as plain without it as before.
        let alone = plan(&program, &asked[..3]).ok();
        assert!(!alone.contains("cut by") && said.lines().count() == alone.lines().count() + 5);

        let all = planned_cut(&program, &["--response", "100"]);
        assert_expected(&all, [3.0, 0.0, 0.0, 0.0, 0.0]);
        let nobody = planned_cut(&program, &["--response", "0"]);
        assert_expected(&nobody, [0.0, 3.0, 0.0, 0.0, 0.0]);
        // Once whole groups that are shown are taken away, ten answers must be left or none: of the whole without the fifteen and the seven nine
        // are. The seven may stand, for they are a network that is shown anyway; the other two parts would follow from each other.
        let strict = ["--response", "100", "--policy", "ordinary,differences=10"];
        assert_expected(&planned_cut(&program, &strict), [1.0, 0.0, 2.0, 0.0, 0.0]);

        let likely = planned_cut(&program, &[]);
        let parts = of_parts(&likely);
        for part in &parts {
            assert!((part.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{likely}");
        }
        for (fate, sum) in expected(&likely).iter().take(3).enumerate() {
            let of_parts: f64 = parts.iter().map(|part| part[fate]).sum();
            assert!((of_parts - sum).abs() < 1e-9, "{likely}");
        }
        // Seven invited at 70 per cent: fewer than five answers in 35 of 100 cases; fifteen: hardly ever.
        let [cross, professional] = [parts[0], parts[1]];
        assert!((professional[1] - 0.353).abs() < 0.1, "{likely}");
        assert!(cross[1] < 0.03 && cross[0] > professional[0], "{likely}");
        assert_eq!(likely, planned_cut(&program, &[]), "the same each time");

        let two = ["--networks", "--cut-by", "type", "--cut-by", "purpose_1"];
        plan(&program, &two).refused(&["purpose_1", "the same for all groups"]);
        assert_eq!(program.run(&["survey", "list", "--json"]).ok().trim(), "[]");
        assert!(!program.data().join("keys").exists());
    });
}

#[test]
fn a_cut_that_cannot_be_planned_is_refused() {
    on_each_backend(|database| {
        let program = Program::new(database);
        register(&program);
        let by = |fact| plan(&program, &["--networks", "--cut-by", fact]);
        by("type").refused(&["type", "the same for all groups"]);
        // Without the people directly in the whole the levels are all there is.
        let networks = ["--network", "nord", "--network", "syd", "--network", "top"];
        let again = [&networks[..], &["--cut-by", "level"]].concat();
        plan(&program, &again).refused(&["groups of the survey already"]);
        by("alder").refused(&["alder", "facts known at launch", "network_level"]);
    });
}

#[test]
fn a_plan_that_cannot_be_is_refused() {
    on_each_backend(|database| {
        let program = Program::new(database);
        register(&program);
        for response in ["101", "-1", "NaN"] {
            plan(&program, &["--networks", "--response", response])
                .refused(&[response, "from 0 to 100"]);
        }
        plan(&program, &["--networks", "--policy", "ingen"]).refused(&["ingen", "ordinary"]);
        let set = |policy| plan(&program, &["--networks", "--policy", policy]);
        set("ordinary,minimum=2").refused(&["a minimum group of 2 protects nobody"]);
        set("sensitive,minimum=9").refused(&["has minimum 10", "can only be raised"]);
        // Five answers bear no display that holds against two who know their own: the answers that show it are told.
        set("ordinary,coalition=2").refused(&[
            "5 answers",
            "would show",
            "who know their own answers",
        ]);
        assert_eq!(
            set("ordinary,minimum=7,coalition=2,differences=9").code,
            Some(0)
        );
        // Thresholds above the frame.
        plan(&program, &["--network", "lille"]).refused(&["only 3 would be invited", "5"]);
        plan(
            &program,
            &["--network", "nord", "--policy", "most-sensitive"],
        )
        .refused(&["only 7 would be invited", "20"]);
        plan(&program, &["--network", "findes-ikke"]).refused(&["findes-ikke"]);
        plan(&program, &["--networks", "--fact", "vejr=godt"]).refused(&["vejr"]);
        // A command that was not understood.
        assert_eq!(plan(&program, &[]).code, Some(2));
        assert_eq!(
            plan(&program, &["--networks", "--unit", "by"]).code,
            Some(2)
        );
        assert_eq!(
            plan(&program, &["--networks", "--response", "mange"]).code,
            Some(2)
        );
    });
}
