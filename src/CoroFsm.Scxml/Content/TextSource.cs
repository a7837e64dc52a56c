namespace CoroFsm.Scxml.Content;

/// <summary>A text of an attribute, or the expression of the attribute's twin whose name ends with <c>expr</c>.</summary>
internal readonly record struct TextSource(string? Literal, string? Expression)
{
    internal bool IsPresent => Literal is not null || Expression is not null;

    /// <summary>Gets the text; null if neither attribute is present.</summary>
    /// <exception cref="ScxmlErrorException">The expression has an error.</exception>
    internal string? Get(Execution session) =>
        Expression is null ? Literal : ScxmlValue.ToText(session.Data.Evaluate(Expression));

    public override string? ToString() => Literal ?? Expression;
}
