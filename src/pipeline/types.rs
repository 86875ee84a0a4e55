//! Types of the values in a pipeline, as the catalog spells them: `i32`, `opt<f32>`, `vec<Point2f>`,
//! `map<string,vec<i32>>`, `array<array<f32,4>,4>`, `enum ProcessorType`.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use serde_json::{Map, Value};

/// Structures nest at most this deep; the shipped catalog needs 5.
const MAX_DEPTH: usize = 16;

/// Type of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A C++ `char`: signed in JSON, an unsigned byte on the wire.
    Char,
    /// An integer.
    Integer(Integer),
    /// A 32-bit float.
    Float,
    /// A 64-bit float.
    Double,
    /// UTF-8 text.
    Text,
    /// One of a list of integers.
    Enum(Arc<Enumeration>),
    /// A value or `null`.
    Optional(Box<Self>),
    /// Any number of values.
    Vector(Box<Self>),
    /// A fixed number of values.
    Array(Box<Self>, usize),
    /// Values of different types.
    Tuple(Vec<Self>),
    /// Keys and values: a JSON object for text keys, else a list of pairs.
    Map {
        /// Type of the keys.
        key: Box<Self>,
        /// Type of the values.
        value: Box<Self>,
        /// Whether the library keeps the keys sorted.
        sorted: bool,
    },
    /// Named members in a fixed order.
    Structure(Arc<Structure>),
}

/// An integer type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    /// 8, 16, 32 or 64.
    pub bits: u32,
    /// Whether it can be negative.
    pub signed: bool,
}

impl Integer {
    /// Smallest value.
    pub const fn min(self) -> i128 {
        if self.signed {
            -(1 << (self.bits - 1))
        } else {
            0
        }
    }

    /// Largest value.
    pub const fn max(self) -> i128 {
        if self.signed {
            (1 << (self.bits - 1)) - 1
        } else {
            (1 << self.bits) - 1
        }
    }

    /// Bytes of one element in a vector.
    pub const fn bytes(self) -> usize {
        (self.bits / 8) as usize
    }
}

/// An enumeration.
#[derive(Debug, PartialEq, Eq)]
pub struct Enumeration {
    /// C++ name.
    pub name: String,
    /// Underlying type.
    pub integer: Integer,
    /// Names and values in declared order; a value may have several names.
    pub values: Vec<(String, i64)>,
    /// Python name below `depthai`.
    pub python: Option<String>,
}

/// A structure.
#[derive(Debug, Default, PartialEq)]
pub struct Structure {
    /// C++ name.
    pub name: String,
    /// Members in wire order.
    pub members: Vec<Member>,
}

/// A member of a structure.
#[derive(Debug, PartialEq)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Type.
    pub ty: Type,
    /// Value of a fresh node.
    pub default: Value,
    /// First Python setter, `properties.x` where only the attribute can be assigned, none where Python cannot.
    pub setter: Option<String>,
}

impl Structure {
    /// All members with their defaults.
    pub fn defaults(&self) -> Map<String, Value> {
        self.members
            .iter()
            .map(|member| (member.name.clone(), member.default.clone()))
            .collect()
    }

    /// Type of the member with a dotted name.
    pub fn member(&self, name: &str) -> Option<&Type> {
        let (first, rest) = match name.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (name, None),
        };
        let member = self.members.iter().find(|member| member.name == first)?;
        match (rest, &member.ty) {
            (None, ty) => Some(ty),
            (Some(rest), Type::Structure(inner)) => inner.member(rest),
            (Some(_), _) => None,
        }
    }
}

impl Type {
    /// `u8` to `i64`.
    pub(super) fn integer(text: &str) -> Option<Integer> {
        let (signed, bits) = match text.split_at_checked(1)? {
            ("u", bits) => (false, bits),
            ("i", bits) => (true, bits),
            _ => return None,
        };
        let bits = match bits {
            "8" => 8,
            "16" => 16,
            "32" => 32,
            "64" => 64,
            _ => return None,
        };
        Some(Integer { bits, signed })
    }

    /// The value of a type that has no declared default.
    pub fn zero(&self) -> Value {
        match self {
            Self::Bool => false.into(),
            Self::Char | Self::Integer(_) | Self::Enum(_) => 0.into(),
            Self::Float | Self::Double => 0.0.into(),
            Self::Text => "".into(),
            Self::Optional(_) => Value::Null,
            Self::Vector(_) => Value::Array(Vec::new()),
            Self::Array(item, n) => Value::Array(vec![item.zero(); *n]),
            Self::Tuple(items) => items.iter().map(Self::zero).collect(),
            Self::Map { key, .. } if **key == Self::Text => Value::Object(Map::new()),
            Self::Map { .. } => Value::Array(Vec::new()),
            Self::Structure(structure) => structure.defaults().into(),
        }
    }
}

/// A member as the catalog's file writes it; nested structures carry their `members`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberForm {
    pub(super) name: String,
    pub(super) r#type: String,
    #[serde(default)]
    pub(super) default: Option<Value>,
    #[serde(default)]
    pub(super) setter: Option<String>,
    #[serde(default)]
    pub(super) members: Vec<Self>,
}

/// Names that type texts may use.
pub(super) struct Scope<'a> {
    enums: &'a BTreeMap<String, Arc<Enumeration>>,
    structures: &'a BTreeMap<String, Vec<MemberForm>>,
}

impl<'a> Scope<'a> {
    pub(super) const fn new(
        enums: &'a BTreeMap<String, Arc<Enumeration>>,
        structures: &'a BTreeMap<String, Vec<MemberForm>>,
    ) -> Self {
        Self { enums, structures }
    }

    /// Builds a structure from its members.
    pub(super) fn structure(&self, name: &str, forms: &[MemberForm]) -> Result<Structure, String> {
        self.build(name, forms, MAX_DEPTH)
    }

    fn build(&self, name: &str, forms: &[MemberForm], depth: usize) -> Result<Structure, String> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| format!("{name} is nested too deep"))?;
        let members = forms
            .iter()
            .map(|form| {
                let ty = if form.members.is_empty() {
                    self.parse(&form.r#type, depth)
                } else {
                    self.build(&form.r#type, &form.members, depth)
                        .map(|inner| Type::Structure(Arc::new(inner)))
                }
                .map_err(|problem| format!("{name}.{}: {problem}", form.name))?;
                Ok(Member {
                    name: form.name.clone(),
                    default: form.default.clone().unwrap_or_else(|| ty.zero()),
                    setter: form.setter.clone(),
                    ty,
                })
            })
            .collect::<Result<_, String>>()?;
        Ok(Structure {
            name: name.to_owned(),
            members,
        })
    }

    fn parse(&self, text: &str, depth: usize) -> Result<Type, String> {
        let text = text.trim();
        if let Some((outer, inner)) = text.strip_suffix('>').and_then(|text| text.split_once('<')) {
            return self.parse_generic(outer, &split_arguments(inner), depth);
        }
        if let Some(name) = text.strip_prefix("enum ") {
            let found = self.enums.get(name).cloned();
            return found
                .map(Type::Enum)
                .ok_or_else(|| format!("enumeration `{name}` is not described"));
        }
        match text {
            "bool" => Ok(Type::Bool),
            "char" => Ok(Type::Char),
            "f32" => Ok(Type::Float),
            "f64" => Ok(Type::Double),
            "string" => Ok(Type::Text),
            _ => match Type::integer(text) {
                Some(integer) => Ok(Type::Integer(integer)),
                None => self.named(text, depth),
            },
        }
    }

    fn named(&self, name: &str, depth: usize) -> Result<Type, String> {
        let forms = self
            .structures
            .get(name)
            .ok_or_else(|| format!("structure `{name}` is not described"))?;
        self.build(name, forms, depth)
            .map(|structure| Type::Structure(Arc::new(structure)))
    }

    fn parse_generic(&self, outer: &str, inner: &[&str], depth: usize) -> Result<Type, String> {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| format!("`{outer}` is nested too deep"))?;
        let item = |text: &str| self.parse(text, depth).map(Box::new);
        match (outer, inner) {
            ("opt", [of]) => Ok(Type::Optional(item(of)?)),
            ("vec", [of]) => Ok(Type::Vector(item(of)?)),
            ("array", [of, n]) => {
                let n = n.trim().parse().map_err(|error| format!("{error}"))?;
                Ok(Type::Array(item(of)?, n))
            }
            ("tuple", of) => of
                .iter()
                .map(|text| self.parse(text, depth))
                .collect::<Result<_, _>>()
                .map(Type::Tuple),
            ("map" | "umap", [key, value]) => Ok(Type::Map {
                key: item(key)?,
                value: item(value)?,
                sorted: outer == "map",
            }),
            _ => Err(format!("`{outer}<{}>` is no type", inner.join(","))),
        }
    }
}

/// Splits at the commas outside of angle brackets.
fn split_arguments(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|c| {
        match c {
            '<' => depth = depth.saturating_add(1),
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}
