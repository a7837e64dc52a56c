namespace CoroFsm.Scxml.Tests.DataModels;

/// <summary>What hostile code can do: nothing outside its session, and no more than its limits.</summary>
public sealed class SandboxTests
{
    /// <summary>Limits that make the tests quick. The time limit is only a guard: other limits end these scripts.</summary>
    private static readonly EcmaScriptOptions Limits = new()
    {
        MaxStatements = 20_000,
        MaxAllocatedBytes = 8 << 20,
        MaxArrayLength = 10_000,
    };

    private static ScxmlData Create(EcmaScriptOptions? options = null) =>
        new EcmaScriptDataModel(options ?? Limits).Create(new("session", null, static _ => true));

    [Theory]
    [InlineData("while (true);")]
    [InlineData("for (;;) { }")]
    [InlineData("(function f() { f() })()")]
    [InlineData("(function f() { try { f() } finally { f() } })()")]
    [InlineData("try { while (true); } catch (e) { } finally { while (true); }")]
    [InlineData("let s = 'x'; while (true) s += s")]
    [InlineData("let s = 'x'; while (true) s = s + s")]
    [InlineData("let a = []; while (true) a.push(a.slice())")]
    [InlineData("let m = new Map(); while (true) m.set({}, {})")]
    [InlineData("new Array(1e9).fill(0)")]
    [InlineData("Array.from({ length: 1e9 })")]
    [InlineData("[...Array(1e8).keys()]")]
    [InlineData("'x'.repeat(1e7).split('')")]
    [InlineData("[3, 1, 2].sort(() => { while (true); })")]
    [InlineData("'abc'.replace(/b/g, () => { while (true); })")]
    [InlineData("Promise.resolve().then(() => { while (true); })")]
    [InlineData("let o = { get a() { return this.a } }; o.a")]
    [InlineData("let o = { toString() { while (true); } }; '' + o")]
    [InlineData("for (let x of { [Symbol.iterator]() { return { next() { return { done: false } } } } });")]
    public void Execute_OfEndlessScript_EndsTheSession(string script)
    {
        using var data = Create();
        Assert.Throws<ScxmlException>(() => data.Execute(script));
    }

    [Theory]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("(function () { }).constructor('return 1')()")]
    [InlineData("(function* () { }).constructor('yield 1')()")]
    [InlineData("(async () => { }).constructor('return 1')()")]
    [InlineData("import('fs')")]
    [InlineData("require('fs')")]
    [InlineData("System.IO.File")]
    [InlineData("importNamespace('System')")]
    [InlineData("In.GetType()")]
    [InlineData("_event.GetType()")]
    [InlineData("new ShadowRealm()")]
    [InlineData("new ArrayBuffer(2e9)")]
    [InlineData("new Uint8Array(2e9)")]
    [InlineData("BigInt(2) ** BigInt(1e9)")]
    [InlineData("2n ** 1000000000n")]
    [InlineData("Temporal.Now.instant().epochNanoseconds")]
    [InlineData("new Date().toTemporalInstant()")]
    [InlineData("Atomics.wait()")]
    [InlineData("'x'.repeat(1e9)")]
    [InlineData("''.padStart(1e9, 'ab')")]
    [InlineData("let p = new Proxy({}, { get: (t, k, r) => r[k] }); p.a")]
    public void Execute_OfForbiddenCode_IsAnErrorOfTheDocument(string script)
    {
        using var data = Create();
        data.SetEvent(new("e"));
        Assert.Throws<ScxmlErrorException>(() => data.Execute(script));
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "", "]")]
    [InlineData("-", "1", "")]
    [InlineData("1+", "1", "")]
    [InlineData("a=>", "1", "")]
    public void Evaluate_OfDeepExpression_IsAnErrorOfTheDocument(string open, string inner, string close)
    {
        using var data = Create();
        var expression = string.Concat(Enumerable.Repeat(open + " ", 100_000)) + inner + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.Throws<ScxmlErrorException>(() => data.Evaluate(expression));
    }

    /// <summary>Each value doubles: as text it would have 2^60 members.</summary>
    [Fact]
    public void Evaluate_OfValueThatSharesItself_EndsTheSession()
    {
        using var data = Create();
        data.Execute("var v = [1]; for (let i = 0; i < 60; i++) v = [v, v]");
        Assert.Throws<ScxmlException>(() => data.Evaluate("v"));
    }

    [Fact]
    public void Evaluate_OfGetterThatNeverReturns_EndsTheSession()
    {
        using var data = Create();
        data.Execute("var v = { get a() { while (true); } }");
        Assert.Throws<ScxmlException>(() => data.Evaluate("v"));
    }

    [Fact]
    public void Evaluate_OfSparseArray_IsAnErrorOfTheDocument()
    {
        using var data = Create();
        data.Execute("var v = []; v.length = 4e9");
        Assert.Throws<ScxmlErrorException>(() => data.Evaluate("v"));
        Assert.Throws<ScxmlErrorException>(() => data.ForEach("v", "item", null, static () => { }));
    }

    [Fact]
    public void RegularExpression_WithEndlessBacktracking_EndsTheSession()
    {
        using var data = Create(new() { Timeout = TimeSpan.FromMilliseconds(50) });
        Assert.Throws<ScxmlException>(() => data.IsTrue("/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')"));
    }

    [Fact]
    public void Limits_AreCountedFromOneExternalEventToTheNext()
    {
        using var data = Create();
        data.Execute("function work() { for (let i = 0; i < 1000; i++); }");
        for (var round = 0; round < 10; round++)
        {
            data.SetEvent(new("next"));
            for (var i = 0; i < 5; i++)
                data.Execute("work()");
        }

        var error = Assert.Throws<ScxmlException>(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                data.SetEvent(new("internal") { Type = ScxmlEventType.Internal });
                data.Execute("work()");
            }
        });
        Assert.Contains("MaxStatements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcmaScriptOptions { MaxStatements = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcmaScriptOptions { MaxAllocatedBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcmaScriptOptions { MaxArrayLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcmaScriptOptions { MaxRecursion = 1001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcmaScriptOptions { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EcmaScriptOptions { Timeout = TimeSpan.MaxValue });
    }
}
