//! Rust source read just far enough: its texts, and its uses of `t!`. Comments and test modules don't count.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::str::Chars;

/// One `t!(lang, "key", variable = …)`.
#[derive(Debug)]
pub struct Use {
    pub key: String,
    pub variables: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A name, a keyword, a number or a lifetime.
    Word(String),
    /// A text, raw or not, or a single letter; escapes stay as they are written.
    Text(String),
    Sign(char),
}

/// Every use of `t!`, or what is wrong with the way it is written.
pub fn uses(source: &str) -> Vec<Result<Use, String>> {
    let tokens = tokens(source);
    let is_call = |at: &usize| {
        let call = [Token::Word("t".to_owned()), Token::Sign('!')];
        tokens[*at..].starts_with(&call) && matches!(tokens.get(at + 2), Some(Token::Sign('(' | '[' | '{')))
    };
    (0..tokens.len()).filter(is_call).map(|at| read_use(&arguments(&tokens[at + 2..]))).collect()
}

/// The texts with Cyrillic letters.
pub fn cyrillic(source: &str) -> Vec<String> {
    let is_cyrillic = |letter: char| ('\u{400}'..='\u{52f}').contains(&letter);
    let texts = tokens(source).into_iter().filter_map(|token| match token {
        Token::Text(text) => Some(text),
        _ => None,
    });
    texts.filter(|text| text.contains(is_cyrillic)).collect()
}

fn read_use(arguments: &[Vec<Token>]) -> Result<Use, String> {
    let [_, key, variables @ ..] = arguments else {
        return Err("t! without a key".to_owned());
    };
    let [Token::Text(key)] = key.as_slice() else {
        return Err(format!("t! whose key is not a literal: {key:?}"));
    };
    let names = variables.iter().map(|argument| match argument.as_slice() {
        [Token::Word(name), Token::Sign('='), _, ..] => Ok(name.clone()),
        other => Err(format!("t! of {key} with an argument without a name: {other:?}")),
    });
    Ok(Use { key: key.clone(), variables: names.collect::<Result<_, _>>()? })
}

/// The arguments of a call: what stands between the commas, from the opening bracket to its closing one.
fn arguments(tokens: &[Token]) -> Vec<Vec<Token>> {
    let mut arguments = vec![Vec::new()];
    for token in block(tokens).iter().skip(1).scan(0, |depth, token| {
        *depth += depth_change(token);
        Some((*depth, token))
    }) {
        match token {
            (0, Token::Sign(',')) => arguments.push(Vec::new()),
            (depth, token) if depth >= 0 => arguments.last_mut().unwrap().push(token.clone()),
            _ => {}
        }
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

/// From an opening bracket to its closing one.
fn block(tokens: &[Token]) -> &[Token] {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        depth += depth_change(token);
        depth == 0
    });
    &tokens[..end.map_or(tokens.len(), |end| end + 1)]
}

fn depth_change(token: &Token) -> i32 {
    match token {
        Token::Sign('(' | '[' | '{') => 1,
        Token::Sign(')' | ']' | '}') => -1,
        _ => 0,
    }
}

/// The tokens of the source without its test modules.
fn tokens(source: &str) -> Vec<Token> {
    let all = all_tokens(source);
    let mut kept = Vec::new();
    let mut at = 0;
    while at < all.len() {
        if is_test_mark(&all[at..]) {
            at += 7;
            while !matches!(all.get(at), None | Some(Token::Sign('{' | ';'))) {
                at += 1;
            }
            at += block(&all[at.min(all.len())..]).len();
        } else {
            kept.push(all[at].clone());
            at += 1;
        }
    }
    kept
}

/// Whether this begins with `#[cfg(test)]`: seven tokens.
fn is_test_mark(tokens: &[Token]) -> bool {
    let word = |text: &str| Token::Word(text.to_owned());
    let sign = Token::Sign;
    tokens.starts_with(&[sign('#'), sign('['), word("cfg"), sign('('), word("test"), sign(')'), sign(']')])
}

fn all_tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '/' if rest.peek() == Some(&'/') => drop(rest.by_ref().find(|letter| *letter == '\n')),
            '/' if rest.peek() == Some(&'*') => skip_comment(&mut rest),
            '"' => tokens.push(Token::Text(quoted(&mut rest, '"'))),
            '\'' => tokens.push(letter_or_lifetime(&mut rest)),
            letter if is_word(letter) => {
                let word = letter.to_string() + &take_while(&mut rest, is_word);
                match raw_text(&word, &mut rest) {
                    Some(text) => tokens.push(Token::Text(text)),
                    None => tokens.push(Token::Word(word)),
                }
            }
            letter if letter.is_whitespace() => {}
            letter => tokens.push(Token::Sign(letter)),
        }
    }
    tokens
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn take_while(rest: &mut Peekable<Chars>, wanted: fn(char) -> bool) -> String {
    std::iter::from_fn(|| rest.next_if(|letter| wanted(*letter))).collect()
}

fn skip_comment(rest: &mut Peekable<Chars>) {
    let mut depth = 0;
    let mut last = '/';
    for letter in rest {
        match (last, letter) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                last = letter;
                continue;
            }
        }
        if depth == 0 {
            return;
        }
        last = ' ';
    }
}

/// What stands before the closing quote.
fn quoted(rest: &mut Peekable<Chars>, quote: char) -> String {
    let mut text = String::new();
    while let Some(letter) = rest.next().filter(|letter| *letter != quote) {
        text.push(letter);
        if letter == '\\' {
            text.extend(rest.next());
        }
    }
    text
}

/// After a single quote: a letter in quotes, or the name of a lifetime, which has no closing one.
fn letter_or_lifetime(rest: &mut Peekable<Chars>) -> Token {
    let mut ahead = rest.clone();
    let first = ahead.next();
    if first == Some('\\') || ahead.next() == Some('\'') {
        return Token::Text(quoted(rest, '\''));
    }
    Token::Word(take_while(rest, is_word))
}

/// The raw text that a word such as `r` or `br` begins, when hashes or a quote follow it.
fn raw_text(word: &str, rest: &mut Peekable<Chars>) -> Option<String> {
    if !matches!(word, "r" | "br" | "cr") {
        return None;
    }
    let mut ahead = rest.clone();
    let hashes = take_while(&mut ahead, |letter| letter == '#');
    ahead.next_if_eq(&'"')?;
    *rest = ahead;
    let end = format!("\"{hashes}");
    let mut text = String::new();
    for letter in rest {
        text.push(letter);
        if let Some(inner) = text.strip_suffix(&end) {
            return Some(inner.to_owned());
        }
    }
    Some(text)
}
