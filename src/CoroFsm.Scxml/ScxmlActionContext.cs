using System.Xml.Linq;
using CoroFsm.Scxml.Content;
using CoroFsm.Scxml.Documents;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml;

/// <summary>Represents an element of the application, as its action receives it. Valid until the action returns.</summary>
public sealed class ScxmlActionContext
{
    private readonly Execution session;
    private readonly MarkupElement element;

    internal ScxmlActionContext(Execution session, MarkupElement element)
    {
        this.session = session;
        this.element = element;
    }

    /// <summary>Gets the line of the element, from 1.</summary>
    public int Line => element.Position.Line;

    /// <summary>Gets the column of the element, from 1.</summary>
    public int Column => element.Position.Column;

    /// <summary>Gets the text directly inside the element.</summary>
    public string Text => element.Text;

    /// <summary>Gets the value of an attribute.</summary>
    /// <param name="name">The name, without a namespace.</param>
    /// <returns>The value; null if the attribute is absent.</returns>
    public string? GetAttribute(string name) => element[name];

    /// <summary>Creates a copy of the element.</summary>
    /// <returns>The element.</returns>
    public XElement ToXml() => element.ToXml();

    /// <summary>Evaluates an expression of the document's data model.</summary>
    /// <param name="expression">The expression, such as the value of an attribute.</param>
    /// <returns>The value; see <see cref="ScxmlValue"/>.</returns>
    /// <exception cref="ScxmlErrorException">The expression has an error. Do not catch it: it becomes an event.</exception>
    public object? Evaluate(string expression) => session.Data.Evaluate(expression);

    /// <summary>Assigns a value to a location of the document's data model.</summary>
    /// <param name="location">The location.</param>
    /// <param name="value">The value; see <see cref="ScxmlValue"/>.</param>
    /// <exception cref="ArgumentException">The value contains what is none.</exception>
    /// <exception cref="ScxmlErrorException">The location has an error. Do not catch it: it becomes an event.</exception>
    public void Assign(string location, object? value) => session.Data.AssignValue(location, ScxmlValue.From(value));

    /// <summary>Raises an internal event.</summary>
    /// <param name="name">Name of the event.</param>
    /// <param name="data">Its data; see <see cref="ScxmlValue"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no event name, or the data contain what is no value.</exception>
    public void Raise(string name, object? data = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Names.IsEventName(name))
            throw new ArgumentException($"'{name}' is no event name. Write words with dots between them.", nameof(name));
        session.Raise(new(name) { Type = ScxmlEventType.Internal, Data = ScxmlValue.From(data) });
    }
}
