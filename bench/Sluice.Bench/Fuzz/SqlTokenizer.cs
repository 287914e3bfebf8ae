using System.Globalization;
using System.Text;

namespace Sluice.Bench.Fuzz;

/// <summary>
/// Parts a statement into tokens as ClickHouse does. Written after ClickHouse's lexer and not after the agent's quoting, whose mistakes it must not
/// share.
/// </summary>
internal sealed class SqlTokenizer
{
    private readonly string _sql;
    private int _at;

    private SqlTokenizer(string sql) => _sql = sql;

    /// <summary>All tokens of the text, comments included.</summary>
    public static IReadOnlyList<SqlToken> Read(string sql)
    {
        var tokenizer = new SqlTokenizer(sql);
        var tokens = new List<SqlToken>();
        while (tokenizer.Next() is { } token)
        {
            tokens.Add(token);
        }

        return tokens;
    }

    private char Ahead(int by) => _at + by < _sql.Length ? _sql[_at + by] : '\0';

    private SqlToken? Next()
    {
        while (_at < _sql.Length && _sql[_at] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
        {
            _at++;
        }

        return _at == _sql.Length ? null : _sql[_at] switch
        {
            '\'' => Quoted(SqlTokenKind.Literal),
            '`' or '"' => Quoted(SqlTokenKind.QuotedName),
            '-' when Ahead(1) == '-' => UpTo("\n", SqlTokenKind.Comment),
            '#' when Ahead(1) is ' ' or '!' => UpTo("\n", SqlTokenKind.Comment),
            '/' when Ahead(1) == '*' => UpTo("*/", SqlTokenKind.Comment),
            '$' when HeredocTag() is { } tag => UpTo(tag, SqlTokenKind.Literal, from: tag.Length),
            var c when char.IsAsciiDigit(c) => While(SqlTokenKind.Number, IsOfWord),
            var c when IsOfWord(c) => While(SqlTokenKind.Word, IsOfWord),
            var c when "(),.;=!<>+-*/%[]{}?:@|^~".Contains(c, StringComparison.Ordinal) => One(SqlTokenKind.Sign),
            _ => One(SqlTokenKind.Error),
        };
    }

    private static bool IsOfWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private SqlToken One(SqlTokenKind kind) => new(kind, _sql[_at++].ToString());

    private SqlToken While(SqlTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _sql.Length && belongs(_sql[_at]))
        {
            _at++;
        }

        return new SqlToken(kind, _sql[start.._at]);
    }

    private SqlToken UpTo(string end, SqlTokenKind kind, int from = 2)
    {
        var start = _at;
        var found = _sql.IndexOf(end, Math.Min(start + from, _sql.Length), StringComparison.Ordinal);
        _at = found < 0 ? _sql.Length : found + end.Length;
        return new SqlToken(found < 0 && end != "\n" ? SqlTokenKind.Error : kind, _sql[start.._at]);
    }

    /// <summary><c>$tag$</c> begins a text that ends with the same.</summary>
    private string? HeredocTag()
    {
        var end = _at + 1;
        while (end < _sql.Length && (char.IsAsciiLetterOrDigit(_sql[end]) || _sql[end] == '_'))
        {
            end++;
        }

        return end < _sql.Length && _sql[end] == '$' ? _sql[_at..(end + 1)] : null;
    }

    private SqlToken Quoted(SqlTokenKind kind)
    {
        var quote = _sql[_at++];
        var text = new StringBuilder();
        while (_at < _sql.Length)
        {
            var c = _sql[_at++];
            if (c == '\\' && _at < _sql.Length)
            {
                Unescape(text);
            }
            else if (c != quote)
            {
                text.Append(c);
            }
            else if (Ahead(0) == quote)
            {
                text.Append(quote);
                _at++;
            }
            else
            {
                return new SqlToken(kind, text.ToString());
            }
        }

        return new SqlToken(SqlTokenKind.Error, text.ToString());
    }

    private void Unescape(StringBuilder text)
    {
        var c = _sql[_at++];
        if (c == 'x' && int.TryParse(_sql.AsSpan(_at, Math.Min(2, _sql.Length - _at)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            text.Append((char)code);
            _at += 2;
            return;
        }

        const string Letters = "abefnrtv0", Meanings = "\a\b\e\f\n\r\t\v\0";
        var known = Letters.IndexOf(c, StringComparison.Ordinal);
        if (known < 0 && !"\\'\"`/=".Contains(c, StringComparison.Ordinal))
        {
            text.Append('\\');
        }

        text.Append(known < 0 ? c : Meanings[known]);
    }
}
