using System.Text.RegularExpressions;
using CoroFsm.Scxml.DataModels;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>The data of one session: the global object of an engine of its own.</summary>
internal sealed class EcmaScriptData : ScxmlData
{
    private readonly EcmaScriptOptions options;
    private readonly CodeCache code;
    private readonly ScriptBudget budget;
    private readonly Engine engine;
    private readonly Values values;
    private JsValue currentEvent = JsValue.Undefined;

    internal EcmaScriptData(ScxmlSessionInfo session, EcmaScriptOptions options, CodeCache code)
    {
        (this.options, this.code) = (options, code);
        budget = new(options);
        engine = Sandbox.Create(session, options, budget, () => currentEvent);
        values = new(engine, budget, options.MaxArrayLength);
    }

    /// <inheritdoc/>
    public override void SetEvent(ScxmlEvent value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Type == ScxmlEventType.External)
            budget.Restart();
        currentEvent = Run(value.Name, () => values.ToEvent(value));
    }

    /// <inheritdoc/>
    public override bool IsTrue(string condition) =>
        Run(condition, () => TypeConverter.ToBoolean(engine.Evaluate(code.Expression(condition))));

    /// <inheritdoc/>
    public override object? Evaluate(string expression) =>
        Run(expression, () => values.FromScript(engine.Evaluate(code.Expression(expression))));

    /// <inheritdoc/>
    public override void Declare(string name)
    {
        var variable = CodeCache.Variable(name);
        if (!engine.Global.HasOwnProperty(variable))
            engine.SetValue(variable, JsValue.Undefined);
    }

    /// <inheritdoc/>
    public override void Assign(string location, string expression) =>
        Run(expression, () => engine.Evaluate(code.Assignment(location, expression)));

    /// <inheritdoc/>
    public override void AssignValue(string location, object? value) =>
        Run(location, () => engine.Call(engine.Evaluate(code.Assignment(location)), values.ToScript(value)));

    /// <inheritdoc/>
    public override void AssignText(string location, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (!ScxmlValue.TryParseJson(trimmed, out var value) && CodeCache.IsObject(trimmed))
            Assign(location, trimmed);
        else
            AssignValue(location, value ?? Read(text));
    }

    /// <inheritdoc/>
    public override void Execute(string script) => Run(script, () => engine.Evaluate(code.Script(script)));

    /// <inheritdoc/>
    public override void ForEach(string array, string item, string? index, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var items = Run(array, () => engine.Evaluate(code.Expression(array)) is JsArray found && found.Length <= options.MaxArrayLength
            ? found.ToArray()
            : throw new ScxmlErrorException($"'{array}' is no array of at most {options.MaxArrayLength} items. Use an array."));
        Declare(item);
        var setItem = Setter(item);
        JsValue? setIndex = null;
        if (index is not null)
        {
            Declare(index);
            setIndex = Setter(index);
        }

        for (var i = 0; i < items.Length; i++)
        {
            var position = i;
            Run(item, () => engine.Call(setItem, items[position]));
            if (setIndex is not null)
                Run(index!, () => engine.Call(setIndex, position));
            action();
        }
    }

    /// <inheritdoc/>
    public override object? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ScxmlValue.TryParseJson(text, out var value) ? value
            : ScxmlValue.TryParseXml(text, out var element) ? element
            : string.Join(' ', text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        engine.Dispose();
        base.Dispose();
    }

    private JsValue Setter(string variable) => Run(variable, () => engine.Evaluate(code.Assignment(variable)));

    /// <summary>
    /// Runs code within the budget. What the code itself did wrong becomes an error that the document can handle; a limit ends the session.
    /// </summary>
    private T Run<T>(string text, Func<T> run)
    {
        budget.Enter();
        try
        {
            return run();
        }
        catch (JavaScriptException error)
        {
            throw new ScxmlErrorException($"'{CodeCache.Shorten(text)}' failed: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            throw new ScxmlErrorException($"'{CodeCache.Shorten(text)}' failed: {error.Message}", error);
        }
        catch (Exception error) when (error is JintException or RegexMatchTimeoutException or OutOfMemoryException)
        {
            throw new ScxmlException(
                $"'{CodeCache.Shorten(text)}' has exceeded a limit of {nameof(EcmaScriptOptions)}: {error.Message} Let it do less.", error);
        }
        finally
        {
            budget.Leave();
        }
    }
}
