//! Files as HR sends them, good and bad.

use std::io::Write as _;

use super::*;
use crate::base::Lang;
use crate::registry::Roster;

fn import(roster: &mut Roster, kind: SheetKind, text: &str) -> Vec<String> {
    let sheet = read_sheet(text.as_bytes(), "fil.csv").unwrap();
    match plan(roster, kind, &sheet) {
        Ok(changes) => {
            changes.apply(roster);
            Vec::new()
        }
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

const UNITS: &str = "kode;navn;overordnet\nK;Kommunen;\nB;Børn og Unge;K\nÆ;Ældre;K\n";
const NETWORKS: &str = "Kode,Navn,Type,Obligatorisk,Formål,Facilitator,Start,Prøve slut,Mødetakt,Niveau\n\
    n1,Netværk Øst,tværfaglig,ja,\"1,3,5\",ekstern,01-03-2026,2027-03-01,hver 6. uge,Topledere\n";
const PEOPLE: &str = "kode;navn;e-mail;enhed;sprog\np1;Åse Sørensen;aase@kommune.dk;B;da\np2;Bo Ek;bo@kommune.dk;K;en\n";
const MEMBERS: &str = "person;netværk;indtrådt;udtrådt\np1;n1;2026-03-01;\np2;n1;;\n";

fn full() -> Roster {
    let mut roster = Roster::default();
    for (kind, text) in SheetKind::ALL
        .into_iter()
        .zip([UNITS, NETWORKS, PEOPLE, MEMBERS])
    {
        assert_eq!(import(&mut roster, kind, text), Vec::<String>::new());
    }
    roster
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut roster = full();
    assert_eq!(
        (
            roster.units.len(),
            roster.people.len(),
            roster.memberships.len()
        ),
        (3, 2, 2)
    );
    let before = roster.clone();
    for (kind, text) in SheetKind::ALL
        .into_iter()
        .zip([UNITS, NETWORKS, PEOPLE, MEMBERS])
    {
        let sheet = read_sheet(text.as_bytes(), "fil.csv").unwrap();
        let changes = plan(&roster, kind, &sheet).unwrap();
        assert_eq!((changes.added(), changes.changed()), (0, 0), "{kind:?}");
        assert_eq!(changes.unchanged(), text.lines().count() - 1);
        changes.apply(&mut roster);
    }
    assert_eq!(roster, before);
}

#[test]
fn a_preview_says_what_changes_and_a_missing_column_changes_nothing() {
    let mut roster = full();
    let text = "code,name,level\nn1,Netværk Øst,Driftsledere\nn2,Ny,\n";
    let changes = plan(
        &roster,
        SheetKind::Networks,
        &read_sheet(text.as_bytes(), "").unwrap(),
    )
    .unwrap();
    let lines: Vec<String> = changes
        .preview()
        .iter()
        .map(|line| line.expose(Lang::Da))
        .collect();
    assert_eq!(lines, ["n1: niveau »Topledere« → »Driftsledere«", "n2: ny"]);
    assert!(!format!("{changes:?}").contains("Driftsledere\\\""));
    changes.apply(&mut roster);
    let network = roster.networks.values().next().unwrap();
    assert_eq!(network.purposes.to_string(), "1,3,5");
    assert!(network.obligatory);
}

#[test]
fn every_encoding_and_delimiter_gives_the_same_sheet() {
    let plain = read_sheet(UNITS.as_bytes(), "a.csv").unwrap();
    let marked = [b"\xef\xbb\xbf".as_slice(), UNITS.as_bytes()].concat();
    let (danish, ..) = encoding_rs::WINDOWS_1252.encode(UNITS);
    let commas = UNITS.replace(';', ",");
    let windows = UNITS.replace('\n', "\r\n");
    for bytes in [
        &marked,
        danish.as_ref(),
        commas.as_bytes(),
        windows.as_bytes(),
    ] {
        assert!(read_sheet(bytes, "a.csv").unwrap() == plain);
    }
}

#[test]
fn all_faults_at_once_and_nothing_changed() {
    let mut roster = full();
    let before = roster.clone();
    let people = "kode;navn;e-mail;enhed;sprog\n\
        p1;Åse;aase@kommune.dk;B;da\n\
        p3;Cy;ikke en adresse;B;da\n\
        p1;Igen;igen@kommune.dk;B;da\n\
        p4;;BO@kommune.dk;X;fr\n\
        p 5;Di;aase@kommune.dk;B;da;mere\n";
    let faults = import(&mut roster, SheetKind::People, people);
    assert_eq!(
        faults,
        [
            "row 3, column \"e-mail\": not an e-mail address",
            "row 4, column \"kode\": stands already in row 2",
            "row 5, column \"navn\": the cell must not be empty",
            "row 5, column \"enhed\": there is no unit X",
            "row 5, column \"sprog\": write da or en",
            "row 6, column \"6\": the row has more cells than there are column names",
            "row 6, column \"kode\": not a code: use 1 to 64 letters, digits, hyphens, underscores or full stops, with a letter or digit first",
        ]
    );
    let taken = "kode;navn;e-mail;enhed\np9;Bo;BO@kommune.dk;K\n";
    assert_eq!(
        import(&mut roster, SheetKind::People, taken),
        ["row 2, column \"e-mail\": the address is already used by p2"]
    );
    let members = "person;netværk;indtrådt;udtrådt\np1;n9;;\np9;n1;31-02-2026;\np2;n1;2026-05-01;2026-04-01\n";
    assert_eq!(
        import(&mut roster, SheetKind::Memberships, members),
        [
            "row 2, column \"netværk\": there is no network n9",
            "row 3, column \"person\": there is no person p9",
            "row 3, column \"indtrådt\": not a date: write it as 2026-03-01 or 01-03-2026",
            "row 4, column \"udtrådt\": left before they joined",
        ]
    );
    let networks = "kode;navn;formål\nn1;Øst;1-3\n";
    assert_eq!(import(&mut roster, SheetKind::Networks, networks).len(), 1);
    assert!(roster == before);
}

#[test]
fn people_may_exchange_addresses() {
    let mut roster = full();
    let text = "kode;navn;e-mail;enhed\np1;Åse;bo@kommune.dk;B\np2;Bo;aase@kommune.dk;K\n";
    assert!(import(&mut roster, SheetKind::People, text).is_empty());
}

#[test]
fn a_unit_tree_has_one_root_and_no_cycle() {
    let mut roster = full();
    let cause = |faults: &[String]| faults.join("|");
    let cycle = import(
        &mut roster,
        SheetKind::Units,
        "kode;navn;overordnet\nB;Børn;C\nC;Nyt;Æ\nÆ;Ældre;B\n",
    );
    assert_eq!(
        cause(&cycle),
        "row 2, column \"overordnet\": the units form a circle: B → C → Æ → B"
    );
    let roots = import(
        &mut roster,
        SheetKind::Units,
        "kode;navn;overordnet\nM;Mere;\nN;Nyt;Z\n",
    );
    assert_eq!(
        cause(&roots),
        "row 2, column \"overordnet\": only one unit may be without a parent, and that is already K|\
         row 3, column \"overordnet\": there is no unit Z"
    );
    assert_eq!(roster.units.len(), 3);
}

#[test]
fn a_wrong_header_names_the_column_and_the_known_ones() {
    let mut roster = full();
    let faults = import(
        &mut roster,
        SheetKind::Units,
        "kode;navn;farve;navn\nK;Kommunen;rød;x\n",
    );
    assert_eq!(
        faults,
        [
            "row 1, column \"farve\": unknown column; the known ones are code, name, parent",
            "row 1, column \"navn\": the column stands twice",
            "row 1, column \"overordnet/parent\": the column is missing",
        ]
    );
}

#[test]
fn files_that_are_no_staff_files() {
    let fault = |bytes: &[u8], name: &str| read_sheet(bytes, name).err();
    assert_eq!(fault(b"", "a.csv"), Some(ImportFault::Empty));
    assert_eq!(fault(b" \n;;\n", "a.csv"), Some(ImportFault::Empty));
    assert_eq!(
        fault(b"\xff\xfek\0o\0", "a.csv"),
        Some(ImportFault::NotText)
    );
    assert_eq!(
        fault(b"\xd0\xcf\x11\xe0", "a.xls"),
        Some(ImportFault::OldExcel)
    );
    assert_eq!(
        fault(b"a;b\n\"c;d\n", "a.csv"),
        Some(ImportFault::Csv { line: 2 })
    );
    assert!(read_sheet(b"a;b\n5\" r\xf8r;\"\"\"x\"\"\"\n", "a.csv").is_ok());
    assert_eq!(
        fault(&vec![b' '; 17 << 20], "a.csv"),
        Some(ImportFault::TooLarge)
    );
    assert!(matches!(
        fault(b"PK\x03\x04 no", "a.xlsx"),
        Some(ImportFault::Xlsx(_))
    ));
}

/// The smallest workbook that a spreadsheet program would open; style 1 is a date.
fn workbook(sheet: &str) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let rels = |target: &str, kind: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let book = format!(
        "<workbook {main} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let styles = format!(
        "<styleSheet {main}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in [
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", rels("xl/workbook.xml", "officeDocument")),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            rels("worksheets/sheet1.xml", "worksheet"),
        ),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_spreadsheet_with_real_dates() {
    let header: String = ["person", "netværk", "indtrådt"]
        .iter()
        .zip(["A1", "B1", "C1"])
        .map(|(text, place)| cell(place, text))
        .collect();
    let row = format!(
        "{}{}<c r=\"C4\" s=\"1\"><v>46082.5</v></c>",
        cell("A4", "p1"),
        cell("B4", "n1")
    );
    let bytes = workbook(&format!(
        "<row r=\"1\">{header}</row><row r=\"4\">{row}</row>"
    ));
    let sheet = read_sheet(&bytes, "medlemmer.xlsx").unwrap();
    assert_eq!(sheet.rows[0].number, 4);
    assert_eq!(sheet.rows[0].cells, ["p1", "n1", "2026-03-01"]);
    assert!(plan(&full(), SheetKind::Memberships, &sheet).is_ok());
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let bytes = workbook(&" ".repeat(100_000));
    assert!(bytes.len() < 5000);
    assert_eq!(
        workbook::measure(&bytes, 100_000),
        Err(ImportFault::Inflates)
    );
    assert_eq!(workbook::measure(&bytes, 110_000), Ok(()));
    let corner = format!(
        "<row r=\"1\">{}{}</row>",
        cell("A1", "kode"),
        cell("XFD1", "x")
    );
    assert_eq!(
        read_sheet(&workbook(&corner), "a.xlsx").err(),
        Some(ImportFault::TooManyCells)
    );
}

#[test]
fn a_quotation_mark_that_swallows_a_row_is_seen() {
    let mut roster = full();
    let text = "kode;navn;overordnet\nC;\"Center;K\nD;\"Dagtilbud;K\n";
    let faults = import(&mut roster, SheetKind::Units, text);
    assert!(faults[0].contains("line break"), "{faults:?}");
}
