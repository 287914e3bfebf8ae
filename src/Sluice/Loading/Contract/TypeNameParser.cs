using System.Text;

namespace Sluice.Loading.Contract;

/// <summary>Reads types as ClickHouse prints them: nested, over several lines, with named elements and literals.</summary>
internal sealed class TypeNameParser
{
    // Deeper than any table; a hostile file must not exhaust the stack.
    private const int DeepestNesting = 64;

    private readonly string _text;
    private int _at;

    private TypeNameParser(string text) => _text = text;

    /// <summary>Reads a whole text.</summary>
    /// <returns>The type, or null when the text is not one that this parser knows.</returns>
    public static TypeName? TryParse(string text)
    {
        var parser = new TypeNameParser(text);
        var type = parser.ReadType(0);
        parser.SkipSpace();
        return parser._at == text.Length ? type : null;
    }

    private TypeName? ReadType(int depth)
    {
        SkipSpace();
        return ReadWord() is { } name ? ReadRest(name, depth) : null;
    }

    private TypeName? ReadRest(string name, int depth)
    {
        if (!Take('('))
        {
            return new TypeName(name, []);
        }

        var arguments = new List<TypeArgument>();
        do
        {
            if (depth >= DeepestNesting || ReadArgument(depth + 1) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }
        while (Take(','));
        return Take(')') ? new TypeName(name, arguments) : null;
    }

    private TypeArgument? ReadArgument(int depth)
    {
        SkipSpace();
        return Current switch
        {
            '\'' => ReadEnumElement(),
            '`' or '"' => ReadQuotedLabel() is { } label && ReadType(depth) is { } type ? new TypeArgument(label, type, null) : null,
            '-' or (>= '0' and <= '9') => new TypeArgument(null, null, ReadNumber()),
            _ => ReadTypeOrNamedType(depth),
        };
    }

    private TypeArgument? ReadTypeOrNamedType(int depth)
    {
        if (ReadWord() is not { } word)
        {
            return null;
        }

        SkipSpace();
        var isLabel = char.IsAsciiLetter(Current) || Current == '_';
        var type = isLabel ? ReadType(depth) : ReadRest(word, depth);
        return type is null ? null : new TypeArgument(isLabel ? word : null, type, null);
    }

    private TypeArgument? ReadEnumElement()
    {
        var start = _at;
        if (!SkipQuoted('\''))
        {
            return null;
        }

        var literal = _text[start.._at];
        return !Take('=') ? new TypeArgument(null, null, literal)
            : ReadNumber() is { Length: > 0 } number ? new TypeArgument(null, null, $"{literal} = {number}")
            : null;
    }

    private string? ReadQuotedLabel()
    {
        var start = _at + 1;
        if (!SkipQuoted(Current))
        {
            return null;
        }

        var label = new StringBuilder();
        for (var i = start; i < _at - 1; i++)
        {
            i += _text[i] == '\\' ? 1 : 0;
            label.Append(_text[i]);
        }

        return label.ToString();
    }

    private bool SkipQuoted(char quote)
    {
        for (_at++; _at < _text.Length; _at++)
        {
            if (_text[_at] == quote)
            {
                _at++;
                return true;
            }

            _at += _text[_at] == '\\' ? 1 : 0;
        }

        return false;
    }

    private string ReadNumber()
    {
        SkipSpace();
        var start = _at;
        while (Current == '-' || char.IsAsciiDigit(Current))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string? ReadWord()
    {
        var start = _at;
        while (char.IsAsciiLetter(Current) || Current == '_' || (_at > start && char.IsAsciiDigit(Current)))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : null;
    }

    private bool Take(char expected)
    {
        SkipSpace();
        var found = Current == expected;
        _at += found ? 1 : 0;
        return found;
    }

    private void SkipSpace()
    {
        while (char.IsWhiteSpace(Current))
        {
            _at++;
        }
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';
}
