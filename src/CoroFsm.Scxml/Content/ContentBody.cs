using System.Xml.Linq;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Content;

/// <summary>A value in a document: an expression, text, or markup.</summary>
internal sealed class ContentBody
{
    private readonly string? expression;
    private readonly string? text;
    private readonly MarkupElement? markup;

    internal ContentBody(string? expression, MarkupElement element)
    {
        this.expression = expression;
        if (element.Elements.Any())
            markup = element;
        else
            text = element.Text;
    }

    internal ContentBody(string text) => this.text = text;

    /// <summary>Gets a value indicating whether there is an expression, a text or markup.</summary>
    internal bool IsPresent => expression is not null || text is not "";

    /// <summary>Gets the value.</summary>
    /// <exception cref="ScxmlErrorException">The expression or the text has an error.</exception>
    internal object? Get(Execution session) => expression is not null ? session.Data.Evaluate(expression)
        : text is not null ? session.Data.Read(text)
        : !markup!.HasText && markup.Elements.Take(2).ToArray() is [var only] ? only.ToXml()
        : string.Concat(markup.Nodes.Select(static node => node is MarkupElement inner
            ? inner.ToXml().ToString(SaveOptions.DisableFormatting)
            : (string)node));

    /// <summary>Assigns the value to a location.</summary>
    /// <exception cref="ScxmlErrorException">The expression, the text or the location has an error.</exception>
    internal void AssignTo(string location, Execution session)
    {
        if (expression is not null)
            session.Data.Assign(location, expression);
        else if (text is not null)
            session.Data.AssignText(location, text);
        else
            session.Data.AssignValue(location, Get(session));
    }
}
