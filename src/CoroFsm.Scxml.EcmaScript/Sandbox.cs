using System.Globalization;
using CoroFsm.Scxml.DataModels;
using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace CoroFsm.Scxml.EcmaScript;

/// <summary>Makes the engine of a session: limited, with the globals that are safe and the system variables, which are read-only.</summary>
internal static class Sandbox
{
    /// <summary>
    /// The globals that stay. Buffers and BigInt are not among them: one operation of theirs can exceed every limit. Nor is what makes code
    /// from strings, what other threads could see, and Temporal, which leads to BigInt.
    /// </summary>
    private static readonly HashSet<string> Globals =
    [
        "Infinity", "NaN", "undefined", "globalThis", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape",
        "unescape", "isFinite", "isNaN", "parseFloat", "parseInt", "AggregateError", "Error", "EvalError", "RangeError",
        "ReferenceError", "SyntaxError", "TypeError", "URIError", "Array", "Boolean", "Date", "Iterator", "JSON", "Map", "Math",
        "Number", "Object", "Promise", "Proxy", "Reflect", "RegExp", "Set", "String", "Symbol", "WeakMap", "WeakSet",
    ];

    internal static Engine Create(ScxmlSessionInfo session, EcmaScriptOptions options, ScriptBudget budget, Func<JsValue> currentEvent)
    {
        Engine engine = new(engine =>
        {
            engine.Strict = true;
            engine.DisableStringCompilation();
            engine.AgentCanSuspend = false;
            engine.Culture = CultureInfo.InvariantCulture;
            engine.TimeSystem = new SessionTime(session.TimeProvider);
            engine.Constraint(budget);
            engine.LimitMemory(options.MaxAllocatedBytes);
            engine.LimitRecursion(options.MaxRecursion);
            engine.Constraints.StackOverflowGuard = true;
            engine.Constraints.RegexTimeout = options.Timeout;
            engine.Constraints.MaxArraySize = (uint)options.MaxArrayLength;
        });
        foreach (var name in engine.Global.GetOwnPropertyKeys().Where(static name => name.IsString() && !Globals.Contains(name.AsString())))
            engine.Global.Delete(name);
        engine.Global.Get("Date").Get("prototype").AsObject().Delete("toTemporalInstant");

        Define(engine, "In", new ClrFunction(engine, "In", (_, states) => session.IsIn(states is [var state, ..] ? state.ToString() : "")));
        Define(engine, "_sessionid", session.SessionId);
        Define(engine, "_name", session.Name ?? JsValue.Undefined);
        Define(engine, "_x", Frozen(engine, []));
        Define(engine, "_ioprocessors", Frozen(engine, session.IoProcessors.Select(processor =>
            new KeyValuePair<string, JsValue>(processor.Key, Frozen(engine, [new("location", processor.Value)])))));
        engine.Global.FastSetProperty("_event", new GetSetPropertyDescriptor(
            new ClrFunction(engine, "_event", (_, _) => currentEvent()), JsValue.Undefined, enumerable: true, configurable: false));
        return engine;
    }

    /// <summary>Makes an object that cannot be changed.</summary>
    internal static JsObject Frozen(Engine engine, IEnumerable<KeyValuePair<string, JsValue>> properties)
    {
        JsObject frozen = new(engine);
        foreach (var (name, value) in properties)
            frozen.FastSetProperty(name, new PropertyDescriptor(value, PropertyFlag.OnlyEnumerable));
        frozen.PreventExtensions();
        return frozen;
    }

    private static void Define(Engine engine, string name, JsValue value) =>
        engine.Global.FastSetProperty(name, new PropertyDescriptor(value, PropertyFlag.OnlyEnumerable));
}
