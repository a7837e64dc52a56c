using System.Collections.Concurrent;
using Acornima;
using Acornima.Ast;
using Jint;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>
/// Parses code once for all sessions. Code is accepted if it is what its place wants on its own: an expression cannot close the parenthesis
/// that it is put in.
/// </summary>
internal sealed class CodeCache(TimeSpan regexTimeout)
{
    /// <summary>Maximum number of texts that are kept. Later ones are parsed each time.</summary>
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<(Form Form, string First, string Second), Prepared<Script>> scripts = [];
    private readonly ScriptPreparationOptions options = new() { ParsingOptions = new() { RegexTimeout = regexTimeout } };

    private enum Form
    {
        Expression,
        Assignment,
        Setter,
        Script,
    }

    /// <summary>Parses an expression.</summary>
    /// <exception cref="ScxmlErrorException">It is none.</exception>
    internal Prepared<Script> Expression(string expression) => Get(Form.Expression, Unended(expression), "");

    /// <summary>Parses the assignment of an expression to a location.</summary>
    /// <exception cref="ScxmlErrorException">One of them is none.</exception>
    internal Prepared<Script> Assignment(string location, string expression) => Get(Form.Assignment, location, Unended(expression));

    /// <summary>Parses a location, as a function that assigns its argument to it.</summary>
    /// <exception cref="ScxmlErrorException">It is none.</exception>
    internal Prepared<Script> Assignment(string location) => Get(Form.Setter, location, "");

    /// <summary>Parses statements.</summary>
    /// <exception cref="ScxmlErrorException">They are none.</exception>
    internal Prepared<Script> Script(string script) => Get(Form.Script, script, "");

    /// <summary>Returns the name of a variable, without white space around it.</summary>
    /// <exception cref="ScxmlErrorException">It is none.</exception>
    internal static string Variable(string name) => ParseExpression(name) is Identifier identifier
        ? identifier.Name
        : throw new ScxmlErrorException($"'{name}' is no name of a variable. Use letters, digits, $ and _.");

    /// <summary>Returns whether a text is an expression that makes a new object: a function, an object or an array.</summary>
    internal static bool IsObject(string text)
    {
        if (!text.StartsWith("function", StringComparison.Ordinal) && !text.StartsWith('{') && !text.StartsWith('['))
            return false;
        try
        {
            return ParseExpression(text) is FunctionExpression or ObjectExpression or ArrayExpression;
        }
        catch (ScxmlErrorException)
        {
            return false;
        }
    }

    /// <summary>Removes the semicolon that ends a statement, which authors write after expressions, too.</summary>
    private static string Unended(string expression) => expression.TrimEnd().TrimEnd(';');

    private Prepared<Script> Get(Form form, string first, string second)
    {
        if (scripts.TryGetValue((form, first, second), out var script))
            return script;
        script = Prepare(form, first, second);
        if (scripts.Count < Capacity)
            scripts.TryAdd((form, first, second), script);
        return script;
    }

    private Prepared<Script> Prepare(Form form, string first, string second)
    {
        switch (form)
        {
            case Form.Expression:
                _ = ParseExpression(first);
                return Prepare($"(\n{first}\n)", first);
            case Form.Assignment:
                ParseLocation(first);
                _ = ParseExpression(second);
                return Prepare($"{first}\n=(\n{second}\n)", first);
            case Form.Setter:
                ParseLocation(first);
                return Prepare($"($scxml$)=>{{{first}\n=$scxml$}}", first);
            default:
                Parse(first, () => NewParser().ParseScript(first, sourceFile: null, strict: true));
                return Prepare(first, first);
        }
    }

    private Prepared<Script> Prepare(string script, string code) =>
        Parse(code, () => Engine.PrepareScript(script, source: null, strict: true, options));

    private static void ParseLocation(string location)
    {
        if (ParseExpression(location) is not (Identifier or MemberExpression))
            throw new ScxmlErrorException($"'{location}' is no location. Use a variable, or a member of an object.");
    }

    private static Expression ParseExpression(string expression) =>
        Parse(expression, () => NewParser().ParseExpression(expression, sourceFile: null, strict: true));

    /// <summary>Integers of any size are left out: one multiplication of large ones can take longer than any limit.</summary>
    private static Parser NewParser() => new(new ParserOptions
    {
        OnNode = static (node, in _) =>
        {
            if (node is BigIntLiteral)
                throw new ScxmlErrorException("The code has a BigInt literal, which is not supported. Use a number.");
        },
    });

    private static T Parse<T>(string code, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception error) when (error is ParseErrorException or ScriptPreparationException)
        {
            throw new ScxmlErrorException($"'{Shorten(code)}' has a syntax error: {error.Message}", error);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new ScxmlErrorException($"'{Shorten(code)}' is nested too deep. Split it.", error);
        }
    }

    internal static string Shorten(string code) => code.Length > 60 ? $"{code[..60].Trim()}…" : code.Trim();
}
