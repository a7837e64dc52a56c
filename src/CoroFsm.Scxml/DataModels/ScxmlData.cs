namespace CoroFsm.Scxml.DataModels;

/// <summary>
/// Base class of the data of one session. Values that leave the data and enter it are those of <see cref="ScxmlValue"/>. Every member
/// throws <see cref="ScxmlErrorException"/> for an error that the document can handle; any other exception ends the session.
/// </summary>
public abstract class ScxmlData : IDisposable
{
    /// <summary>Sets <c>_event</c>.</summary>
    /// <param name="value">The event that is handled from now on.</param>
    public abstract void SetEvent(ScxmlEvent value);

    /// <summary>Evaluates a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>Whether it holds.</returns>
    public abstract bool IsTrue(string condition);

    /// <summary>Evaluates an expression to a value that can leave the session.</summary>
    /// <param name="expression">The expression.</param>
    /// <returns>A value as described at <see cref="ScxmlValue"/>.</returns>
    public abstract object? Evaluate(string expression);

    /// <summary>Declares a variable without a value. Does nothing if it exists.</summary>
    /// <param name="name">Name of the variable.</param>
    public abstract void Declare(string name);

    /// <summary>Evaluates an expression, and assigns its result to a location that exists.</summary>
    /// <param name="location">The location, such as a variable.</param>
    /// <param name="expression">The expression.</param>
    public abstract void Assign(string location, string expression);

    /// <summary>Assigns a value to a location that exists.</summary>
    /// <param name="location">The location, such as a variable.</param>
    /// <param name="value">A value as described at <see cref="ScxmlValue"/>.</param>
    public abstract void AssignValue(string location, object? value);

    /// <summary>
    /// Assigns what a text says to a location that exists. A model may know more than <see cref="Read"/>, such as functions.
    /// </summary>
    /// <param name="location">The location, such as a variable.</param>
    /// <param name="text">The text, or markup if it begins with an element.</param>
    public virtual void AssignText(string location, string text) => AssignValue(location, Read(text));

    /// <summary>Runs statements.</summary>
    /// <param name="script">The statements.</param>
    public abstract void Execute(string script);

    /// <summary>Runs an action for each item of a copy of an array.</summary>
    /// <param name="array">Expression for the array.</param>
    /// <param name="item">Variable for the item. It is declared if it does not exist.</param>
    /// <param name="index">Variable for the index from 0, declared if it does not exist. Null: none.</param>
    /// <param name="action">The action.</param>
    public abstract void ForEach(string array, string item, string? index, Action action);

    /// <summary>Reads a value from a text: the content of an element or of a file.</summary>
    /// <param name="text">The text, or markup if it begins with an element.</param>
    /// <returns>A value as described at <see cref="ScxmlValue"/>.</returns>
    public abstract object? Read(string text);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
