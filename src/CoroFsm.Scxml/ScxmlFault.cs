using System.Globalization;

namespace CoroFsm.Scxml;

/// <summary>Represents a fault of a document, or an error of a session, with its position.</summary>
/// <param name="Line">Line of the element, from 1; 0 if it has no position.</param>
/// <param name="Column">Column of the element, from 1, in UTF-16 units; 0 if it has no position.</param>
/// <param name="Message">What is wrong, what was expected, and the fix.</param>
public sealed record ScxmlFault(int Line, int Column, string Message)
{
    internal ScxmlFault(SourcePosition position, string message)
        : this(position.Line, position.Column, message)
    {
    }

    /// <summary>Returns the fault in the form that editors and build tools recognize.</summary>
    /// <returns><c>(line,column): message</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Line},{Column}): {Message}");
}
