//! Tests of the binary encoding against the forms the official library writes.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{write::encode, *};
use crate::{codec::Reader, pipeline::types::Type};

const fn integer(bits: u32, signed: bool) -> Type {
    Type::Integer(Integer { bits, signed })
}

fn bytes(value: Value, ty: &Type) -> Vec<u8> {
    let mut out = Vec::new();
    encode(&value, ty, &mut out).unwrap();
    let back = decode(&mut Reader::new(&out), ty).unwrap();
    assert_eq!(back, value);
    out
}

fn problem(bytes: &[u8], ty: &Type) -> WireProblem {
    decode(&mut Reader::new(bytes), ty).unwrap_err().problem
}

#[test]
fn integers_take_the_shortest_form_of_their_sign() {
    let unsigned = |value: u64| {
        let mut out = Vec::new();
        put_unsigned(value, &mut out);
        out
    };
    assert_eq!(unsigned(0), [0]);
    assert_eq!(unsigned(127), [0x7f]);
    assert_eq!(unsigned(128), [0x80, 0x80]);
    assert_eq!(unsigned(256), [0x81, 0, 1]);
    assert_eq!(unsigned(65_536), [0x82, 0, 0, 1, 0]);
    assert_eq!(unsigned(1 << 32), [0x83, 0, 0, 0, 0, 1, 0, 0, 0]);
    let signed = |value: i64| {
        let mut out = Vec::new();
        put_signed(value, &mut out);
        out
    };
    assert_eq!(signed(127), [0x7f]);
    assert_eq!(signed(-1), [0xff]);
    assert_eq!(signed(-64), [0xc0]);
    assert_eq!(signed(-65), [0x84, 0xbf]);
    assert_eq!(signed(128), [0x85, 0x80, 0]);
    assert_eq!(signed(200), [0x85, 0xc8, 0]);
    assert_eq!(signed(65_536), [0x86, 0, 0, 1, 0]);
    assert_eq!(signed(1 << 40), [0x87, 0, 0, 0, 0, 0, 1, 0, 0]);
}

#[test]
fn values_have_the_librarys_form() {
    assert_eq!(bytes(json!(true), &Type::Bool), [1]);
    assert_eq!(bytes(json!(-56), &Type::Char), [0x80, 0xc8]);
    assert_eq!(bytes(json!(30.0), &Type::Float), [0x88, 0, 0, 0xf0, 0x41]);
    assert_eq!(bytes(json!("in"), &Type::Text), [0xbd, 2, b'i', b'n']);
    let maybe = Type::Optional(Box::new(integer(32, false)));
    assert_eq!(bytes(Value::Null, &maybe), [0xbe]);
    assert_eq!(bytes(json!(5), &maybe), [5]);
    let numbers = Type::Vector(Box::new(integer(32, true)));
    let expected = [0xbc, 8, 5, 0, 0, 0, 0x70, 0x11, 1, 0];
    assert_eq!(bytes(json!([5, 70_000]), &numbers), expected);
    let nested = Type::Vector(Box::new(numbers));
    assert_eq!(
        bytes(json!([[], [-1]]), &nested),
        [0xba, 2, 0xbc, 0, 0xbc, 4, 255, 255, 255, 255]
    );
    let map = Type::Map {
        key: Box::new(integer(32, true)),
        value: Box::new(Type::Bool),
        sorted: false,
    };
    assert_eq!(bytes(json!([[-1, true]]), &map), [0xbb, 1, 0xff, 1]);
}

#[test]
fn sorted_maps_are_written_in_order() {
    let map = Type::Map {
        key: Box::new(Type::Text),
        value: Box::new(Type::Bool),
        sorted: true,
    };
    let mut out = Vec::new();
    encode(&json!({"b": true, "a": false}), &map, &mut out).unwrap();
    assert_eq!(out, [0xbb, 2, 0xbd, 1, b'a', 0, 0xbd, 1, b'b', 1]);
}

#[test]
fn what_json_has_no_number_for_is_text() {
    for text in ["NaN", "Infinity", "-Infinity"] {
        bytes(json!(text), &Type::Float);
        bytes(json!(text), &Type::Double);
    }
}

#[test]
fn numbers_beyond_2_63_show_as_in_the_librarys_json() {
    let number = integer(64, false);
    let expected = [0x83, 255, 255, 255, 255, 255, 255, 255, 255];
    assert_eq!(bytes(json!(-1), &number), expected);
    let mut out = Vec::new();
    encode(&json!(u64::MAX), &number, &mut out).unwrap();
    assert_eq!(out, expected);
}

#[test]
fn other_values_are_refused() {
    let small = integer(8, true);
    let wanted = "a signed number";
    assert_eq!(
        problem(&[0x80, 1], &small),
        WireProblem::Tag {
            found: 0x80,
            wanted
        }
    );
    assert_eq!(
        problem(&[0x85, 0x80, 0], &small),
        WireProblem::Range {
            found: 128,
            min: -128,
            max: 127
        }
    );
    assert_eq!(
        problem(&[0x84], &small),
        WireProblem::End {
            wanted: 1,
            available: 0
        }
    );
    assert_eq!(problem(&[0xbd, 1, 0xff], &Type::Text), WireProblem::Utf8);
    let array = Type::Array(Box::new(Type::Bool), 2);
    assert_eq!(
        problem(&[0xba, 1, 0], &array),
        WireProblem::Elements {
            found: 1,
            wanted: 2
        }
    );
    let words = Type::Vector(Box::new(integer(16, false)));
    assert!(matches!(
        problem(&[0xbc, 1, 0], &words),
        WireProblem::Other(_)
    ));
    let map = Type::Map {
        key: Box::new(Type::Text),
        value: Box::new(Type::Bool),
        sorted: false,
    };
    let twice = [0xbb, 2, 0xbd, 1, b'a', 0, 0xbd, 1, b'a', 0];
    assert_eq!(problem(&twice, &map), WireProblem::Twice("a".into()));
    assert!(matches!(
        encode(&json!(1e39), &Type::Float, &mut Vec::new()),
        Err(Unfit { allowed, .. }) if allowed.starts_with("a number up to 3.4")
    ));
}

proptest! {
    #[test]
    fn integers_survive(value in any::<i64>()) {
        bytes(json!(value), &integer(64, true));
        bytes(json!(value as u32), &integer(32, false));
        bytes(json!(value as i16), &integer(16, true));
        bytes(json!([value as i8, 3]), &Type::Vector(Box::new(integer(8, true))));
    }

    #[test]
    fn floats_and_texts_survive(one in any::<f32>(), other in any::<f64>(), text in ".*") {
        prop_assume!(one.is_finite() && other.is_finite());
        bytes(json!(f64::from(one)), &Type::Float);
        bytes(json!(other), &Type::Double);
        bytes(json!(text), &Type::Text);
    }

    #[test]
    fn no_bytes_make_reading_panic(input in vec(any::<u8>(), 0..64)) {
        let list = Type::Vector(Box::new(Type::Tuple(vec![Type::Text, Type::Float])));
        let _refused = decode(&mut Reader::new(&input), &list);
        let _refused = decode(&mut Reader::new(&input), &Type::Vector(Box::new(integer(64, true))));
    }
}
