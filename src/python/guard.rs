//! Keeps texts from the parser that would exhaust its stack: it nests as deep as the text does, and so does letting go
//! of what it read.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer::lex};

/// Longest script, in bytes. The longest of the recipes has 3 kB; a whole MQTT library has 150.
const LONGEST: usize = 400_000;
/// Brackets, blocks and formatted texts inside each other.
const MAX_NESTING: usize = 64;
/// Operators, calls and the like in one expression: each may put what came before one level deeper.
const MAX_CHAIN: usize = 400;

/// Whether a text is longer or nested deeper than any script for a camera.
pub(super) fn too_deep(source: &str) -> bool {
    if source.len() > LONGEST {
        return true;
    }
    let mut lexer = lex(source, Mode::Module);
    let (mut nesting, mut chain) = (0_usize, 0_usize);
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => return false,
            TokenKind::Indent | TokenKind::FStringStart | TokenKind::TStringStart => {
                nesting = nesting.saturating_add(1);
            }
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                nesting = nesting.saturating_add(1);
                chain = chain.saturating_add(1);
            }
            TokenKind::Dedent
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd
            | TokenKind::Rpar
            | TokenKind::Rsqb
            | TokenKind::Rbrace => nesting = nesting.saturating_sub(1),
            TokenKind::Newline | TokenKind::Comma | TokenKind::Semi => chain = 0,
            TokenKind::Name | TokenKind::Int | TokenKind::Float | TokenKind::String => {}
            kind if kind.is_trivia() => {}
            _ => chain = chain.saturating_add(1),
        }
        if nesting > MAX_NESTING || chain > MAX_CHAIN {
            return true;
        }
    }
}
