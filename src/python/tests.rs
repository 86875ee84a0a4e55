//! Tests of the check: each rule with a script that breaks it and one that does not, all recipes, and any text at all.

use proptest::prelude::*;

use super::*;
use crate::pipeline::recipes;

/// Problems of a script with the input `in` and the output `out`, on the processor with the network.
fn found(source: &str) -> Vec<String> {
    let script = Script {
        source: source.to_owned(),
        ports: Some(Ports {
            inputs: vec!["in".into()],
            outputs: vec!["out".into()],
        }),
        has_network: true,
    };
    let show = |problem: Problem| {
        let Place { line, column, .. } = problem.place;
        format!("{line}:{column} {:?}", problem.kind)
    };
    check(&script).into_iter().map(show).collect()
}

/// The same, behind a line that reads the input.
fn found_behind(source: &str) -> Vec<String> {
    found(&format!("node.io['in'].get()\n{source}"))
}

const NONE: [&str; 0] = [];

#[test]
fn syntax_errors_have_a_line_and_a_column() {
    assert_eq!(found_behind("x = 1\n"), NONE);
    let errors = found_behind("def f(:\n    pass\n");
    assert!(errors[0].starts_with("2:7 Syntax"), "{errors:?}");
    let errors = found_behind("if True:\nx = 1\n");
    assert!(errors[0].starts_with("3:1 Syntax"), "{errors:?}");
    assert_eq!(found_behind("x = (1,\n").len(), 1);
}

#[test]
fn statements_need_their_surroundings() {
    assert_eq!(
        found_behind("return 1\n"),
        ["2:1 OutsideFunction(\"return\")"]
    );
    assert_eq!(
        found_behind("class A:\n    yield\n"),
        ["3:5 OutsideFunction(\"yield\")"]
    );
    assert_eq!(found_behind("break\n"), ["2:1 OutsideLoop(\"break\")"]);
    let inner = "for x in y:\n    def f():\n        continue\n";
    assert_eq!(found_behind(inner), ["4:9 OutsideLoop(\"continue\")"]);
    let fine = "def f():\n    for x in y:\n        if x:\n            break\n        return (lambda: (yield))\n";
    assert_eq!(found_behind(fine), NONE);
}

#[test]
fn names_of_ports_are_compared() {
    assert_eq!(
        found_behind("node.io['frame'].get()\n"),
        ["2:9 UnknownInput(\"frame\")"]
    );
    assert_eq!(
        found_behind("node.io[\"in\"].send(1)\n"),
        ["2:9 UnknownOutput(\"in\")"]
    );
    assert_eq!(found("x = 1\n"), ["1:1 UnreadInput(\"in\")"]);
    assert_eq!(found("for name in names:\n    node.io[name].get()\n"), NONE);
    assert_eq!(
        found("frames = node.io['in']\nnode.io['out'].send(frames.get())\n"),
        NONE
    );
    let unknown = Script {
        source: "node.io['x'].get()".into(),
        ..Script::default()
    };
    assert_eq!(check(&unknown), []);
}

#[test]
fn modules_that_a_camera_lacks_are_named() {
    assert_eq!(
        found_behind("import json, numpy as np\nfrom cv2 import imread\nimport http.client\n"),
        [
            "2:14 MissingModule(\"numpy\")",
            "3:6 MissingModule(\"cv2\")"
        ]
    );
    let script = Script {
        source: "import socket\nimport time\n".into(),
        ..Script::default()
    };
    let problems = check(&script);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, Kind::NeedsNetwork("socket".into()));
}

#[test]
fn names_that_need_a_resolver_are_named() {
    let source = "import socket\ns.connect((\"example.com\", 80))\n";
    assert_eq!(found_behind(source), ["3:13 HostName(\"example.com\")"]);
    assert_eq!(found_behind("s.connect((\"10.0.0.1\", 80))\n"), NONE);
}

#[test]
fn loops_that_never_wait_are_found() {
    assert_eq!(
        found_behind("while True:\n    x = node.io['in'].tryGet()\n"),
        ["2:1 BusyLoop"]
    );
    assert_eq!(
        found_behind("def f():\n    pass\nwhile 1:\n    f()\n"),
        ["4:1 BusyLoop"]
    );
    let fine = [
        "while True:\n    node.io['in'].get()\n",
        "import time\nwhile True:\n    time.sleep(1)\n",
        "def f():\n    g()\ndef g():\n    node.io['in'].get()\nwhile True:\n    f()\n",
        "while True:\n    if x():\n        break\n",
        "while x:\n    pass\n",
        "def f():\n    while True:\n        yield 1\n",
        "while True:\n    with lock:\n        pass\n",
    ];
    for source in fine {
        assert_eq!(found_behind(source), NONE, "{source}");
    }
}

#[test]
fn places_count_as_people_and_browsers_do() {
    let script = Script {
        source: "a = '\u{1F600}é'\r\nimport numpy\rreturn".into(),
        ..Script::default()
    };
    let places: Vec<_> = check(&script)
        .into_iter()
        .map(|problem| problem.place)
        .collect();
    let place = |line, column, from, to| Place {
        line,
        column,
        from,
        to,
    };
    assert_eq!(places, [place(2, 8, 18, 23), place(3, 1, 24, 30)]);
}

#[test]
fn the_scripts_of_recipes_have_no_problem() {
    let mut n = 0;
    for recipe in recipes() {
        let Some(source) = recipe.info.script.clone() else {
            continue;
        };
        let has_network = recipe.info.script_has_network;
        let ports = Some((&recipe.info.script_ports).into());
        let script = Script {
            source,
            ports,
            has_network,
        };
        assert_eq!(check(&script), [], "{}", recipe.info.id);
        n += 1;
    }
    assert!(n > 10);
}

#[test]
fn what_is_too_deep_is_not_read() {
    let deep = [
        "(".repeat(100_000),
        "[".repeat(100) + &"]".repeat(100),
        format!("x = {}1", "-".repeat(50_000)),
        format!("x = 1{}", " + 1".repeat(50_000)),
        format!("x = f{}", "()".repeat(50_000)),
        format!("x = a{}", ".b".repeat(50_000)),
        format!("x = {}0", "lambda: ".repeat(50_000)),
        format!("x = {}0", "a if b else ".repeat(30_000)),
        format!("x = {}0", "not ".repeat(50_000)),
        format!("x = 2{}", "**2".repeat(50_000)),
        format!("x = f'{{1{}}}'", "+1".repeat(50_000)),
        (0..200)
            .map(|n| format!("{}if x:\n", " ".repeat(n)))
            .collect(),
        "x".repeat(500_000),
    ];
    for source in deep {
        let head: String = source.chars().take(30).collect();
        assert_eq!(found(&source), ["1:1 TooDeep"], "{head}");
    }
    let long: String = (0..2000)
        .map(|n| format!("value{n} = -{n} + {n} * 2\n"))
        .collect();
    assert_eq!(found_behind(&long), NONE);
}

/// Pieces of Python, so that random texts come deep into the parser.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "def f(", "class ", "while True:\n", "for x in ", "if ", "else", "lambda ", "return ", "yield ", "await ",
            "import ", "from ", "node.io['", "'].get()", "f'{", "}'", "'''", "\"", "(", ")", "[", "]", "{", "}", ":", ",",
            "=", ":=", "**", "*", "@", "\n", "\n    ", "\t", "\\\n", "#", "match x:\n", "case ", "try:\n", "except",
            "with ", "async ", "global ", "del ", "0x", "1e", "é", "\u{feff}", "\r", "\0", "print(", "...", "->", "connect((",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_problems_inside_it(source in pieces(), has_network: bool) {
        let units = source.encode_utf16().count() as u32;
        let ports = Some(Ports { inputs: vec!["a".into()], outputs: Vec::new() });
        for problem in check(&Script { source, ports, has_network }) {
            let Place { line, column, from, to } = problem.place;
            prop_assert!(line >= 1 && column >= 1);
            prop_assert!(from <= to && to <= units, "{from}..{to} of {units}");
        }
    }
}
