namespace CoroFsm.Stateless.Tests.Traces;

/// <summary>
/// The cases of the trace file that a synchronous, queued machine can express and in which the engine does not differ intentionally.
/// </summary>
internal static class TraceCases
{
    internal static Dictionary<string, (Action<TraceCase> Configure, string Triggers)> All { get; } = new(StringComparer.Ordinal);

    static TraceCases()
    {
        Hierarchy();
        Staying();
        Guards();
        Dynamic();
        Queue();
        Errors();
        Actions();
    }

    private static void Add(string name, Action<TraceCase> configure, string triggers = "X") => All.Add(name, (configure, triggers));

    private static void Hierarchy()
    {
        Add("Queued flat A>B", c => { c.Logged("A", "B"); c['A'].Permit('X', 'B'); });
        Add("Queued A<P<R to B<Q<R (LCA R)", c => { c.Logged("A<P<R", "B<Q<R"); c['A'].Permit('X', 'B'); });
        Add("Queued sub A > own superstate P", c => { c.Logged("A<P"); c['A'].Permit('X', 'P'); });
        Add("Queued super P > own sub A", c => { c.From('P'); c.Logged("A<P"); c['P'].Permit('X', 'A'); });
        Add("Queued in A, P.Permit(X,A) (inherited identity)", c => { c.Logged("A<P"); c['P'].Permit('X', 'A'); });
        Add("Queued A.PermitReentry", c => { c.Logged("A"); c['A'].PermitReentry('X'); });
        Add("Queued sub A.PermitReentry (super P)", c => { c.Logged("A<P"); c['A'].PermitReentry('X'); });
        Add("Queued in A, P.PermitReentry", c => { c.Logged("A<P"); c['P'].PermitReentry('X'); });
        Add("Queued in A<B<P, P.PermitReentry", c => { c.Logged("A<B<P"); c['P'].PermitReentry('X'); });
        Add("Queued in A<P(init A), P.PermitReentry", c => { c.Logged("A<P"); c['P'].InitialTransition('A').PermitReentry('X'); });
        Add("Queued A<P(init B), A>P", c => { c.Logged("A<P", "B<P"); c['P'].InitialTransition('B'); c['A'].Permit('X', 'P'); });
        Add(
            "Queued B>R init P init A",
            c =>
            {
                c.From('B');
                c.Logged("A<P<R", "B");
                c['R'].InitialTransition('P');
                c['P'].InitialTransition('A');
                c['B'].Permit('X', 'R');
            });
    }

    private static void Staying()
    {
        Add("Queued internal", c => c['A'].InternalTransition('X', () => c.Log("int")));
        Add(
            "Queued internal on super",
            c => { c.Logged("A<P"); c['P'].InternalTransition('X', t => c.Log($"intP({t.Source}>{t.Destination})")); });
        Add("Queued sub.Ignore shadows super.Permit", c => { c.Logged("A<P"); c['A'].Ignore('X'); c['P'].Permit('X', 'B'); });
        Add(
            "internal in sub and super: only innermost (sync, async)",
            c =>
            {
                c.Logged("A<P");
                c['A'].InternalTransition('X', () => c.Log("intA"));
                c['P'].InternalTransition('X', () => c.Log("intP"));
            },
            "XX");
        Add("Queued unhandled", c => c.Logged("A"), "XX");
        Add(
            "Queued OnUnhandledTrigger",
            c =>
            {
                c.Logged("A");
                c.Chart.OnUnhandledTrigger(u => c.Log($"UH({u.State},{u.Trigger},{(u.UnmetGuards.Count == 0 ? "null" : "guards")})"));
            });
    }

    private static void Guards()
    {
        Add(
            "Queued IgnoreIf false + PermitIf true",
            c => { c.Logged("A"); c['A'].IgnoreIf('X', () => false).PermitIf('X', 'B', () => true); });
        Add("Queued IgnoreIf false only", c => c['A'].IgnoreIf('X', () => false));
        Add("Queued two guards true", c => c['A'].PermitIf('X', 'B', () => true).PermitIf('X', 'C', () => true), "XX");
        Add(
            "Queued sub guard false falls to super (sync)",
            c => { c.Logged("A<P"); c['A'].PermitIf('X', 'C', () => false); c['P'].Permit('X', 'B'); });
        Add("guard search order sub→super→grand", c =>
        {
            c.Logged("A<P<R", "Q");
            c['A'].PermitIf('X', 'B', () => c.Logs("gA", false));
            c['P'].PermitIf('X', 'B', () => c.Logs("gP", false));
            c['R'].PermitIf('X', 'Q', () => c.Logs("gR", true));
        });
        Add(
            "both levels true: innermost wins, no ambiguity",
            c => { c.Logged("A<P"); c['A'].PermitIf('X', 'B', () => true); c['P'].PermitIf('X', 'C', () => true); });
        Add("ReentryIf false + Permit", c => { c.Logged("A"); c['A'].PermitReentryIf('X', () => false).PermitIf('X', 'B', () => true); });
    }

    private static void Dynamic()
    {
        Add("Queued dynamic to self", c => { c.Logged("A"); c['A'].PermitDynamic('X', () => 'A'); });
        Add("Queued in A, P.PermitDynamic>A", c => { c.Logged("A<P"); c['P'].PermitDynamic('X', () => 'A'); });
        Add("Queued in A, P.PermitDynamic>P", c => { c.Logged("A<P"); c['P'].PermitDynamic('X', () => 'P'); });
        Add(
            "dynamicIf guard false: selector not called",
            c => c['A'].PermitDynamic('X', () => throw new IOException()).If(() => c.Logs("guard", false)));
    }

    private static void Queue()
    {
        Add("Queued init + Fire in super OnEntry", c =>
        {
            c.From('B');
            c.Logged("A<P", "B", "Q");
            c['P'].InitialTransition('A').Permit('Y', 'Q').OnEntry(t => Fire(c, t, "P.fireY"));
            c['B'].Permit('X', 'P');
        });
        Add("Queued Fire in OnEntry", c =>
        {
            c.Logged("A", "B", "Q");
            c['A'].Permit('X', 'B');
            c['B'].Permit('Y', 'Q').OnEntry(t => Fire(c, t, "fireY", "afterY"));
        });
        Add("Queued Fire in OnExit", c =>
        {
            c.Logged("A", "B", "P");
            c['A'].Permit('X', 'B').OnExit(t => Fire(c, t, "fireY"));
            c['B'].Permit('Y', 'P');
        });
        Add("Queued Fire in OnTransitioned", c =>
        {
            c.Logged("A", "B", "Q");
            c['A'].Permit('X', 'B');
            c['B'].Permit('Y', 'Q');
            c.Transitioned = t => FireOnce(c, t);
        });
        Add("Queued Fire in OnTransitionCompleted", c =>
        {
            c.Logged("A", "B", "Q");
            c['A'].Permit('X', 'B');
            c['B'].Permit('Y', 'Q');
            c.Completed = t => FireOnce(c, t);
        });
        Add("Queued Fire in internal action", c =>
        {
            c.Logged("A", "B");
            c['A'].InternalTransition('X', t => Fire(c, t, "fireY", "afterY")).Permit('Y', 'B');
        });
        Add("Queued reentry + Fire in OnEntry", c =>
        {
            c.Logged("A", "B");
            c['A'].PermitReentry('X').Permit('Y', 'B').OnEntry(t => t.Machine.Fire('Y'));
        });
        Add("FIFO queue with unhandled first", c =>
        {
            c.Logged("A", "B", "Q");
            c.Chart.OnUnhandledTrigger((_, _) => c.Log("UH"));
            c['A'].Permit('X', 'B');
            c['B'].Permit('Z', 'Q').OnEntry(t =>
            {
                t.Machine.Fire('Y');
                t.Machine.Fire('Z');
            });
        });
    }

    private static void Errors()
    {
        Add("Queued throw in OnExit", c => { c.Logged("A", "B"); c['A'].Permit('X', 'B').OnExit(() => throw new IOException()); });
        Add(
            "Queued throw in OnEntry",
            c => { c.Logged("A", "B"); c['A'].Permit('X', 'B'); c['B'].OnEntry(() => throw new IOException()); });
        Add(
            "Queued throw in OnTransitioned",
            c => { c.Logged("A", "B"); c['A'].Permit('X', 'B'); c.Transitioned = _ => throw new IOException(); });
        Add(
            "throw in OnTransitionCompleted",
            c => { c.Logged("A", "B"); c['A'].Permit('X', 'B'); c.Completed = _ => throw new IOException(); });
        Add("Queued throw in guard", c => { c.Logged("A", "B"); c['A'].PermitIf('X', 'B', () => throw new IOException()); });
        Add("Queued throw in dynamic selector", c => { c.Logged("A", "B"); c['A'].PermitDynamic('X', () => throw new IOException()); });
        Add(
            "Queued throw in OnEntry of reentry",
            c => { c.Logged("A"); c['A'].PermitReentry('X').OnEntry(() => throw new IOException()); });
        Add("throw in initial-substate entry", c =>
        {
            c.From('B');
            c.Logged("P", "B");
            c['A'].SubstateOf('P').OnEntry(() => throw new IOException());
            c['P'].InitialTransition('A');
            c['B'].Permit('X', 'P');
        });
    }

    private static void Actions()
    {
        Add("OnEntryFrom order", c =>
        {
            c['A'].Permit('X', 'B');
            c['B'].OnEntryFrom('X', () => c.Log("fromX")).OnEntry(() => c.Log("any"));
        });
        Add("multiple actions in registration order", c => c['A'].PermitReentry('X')
            .OnExit(() => c.Log("x1")).OnExit(() => c.Log("x2")).OnEntry(() => c.Log("e1")).OnEntry(() => c.Log("e2")));
    }

    private static void Fire(TraceCase test, Transition<char, char> transition, string before, string after = "")
    {
        test.Log(before);
        transition.Machine.Fire('Y');
        if (after.Length > 0)
            test.Log($"{after} st={transition.Machine.State}");
    }

    private static void FireOnce(TraceCase test, Transition<char, char> transition)
    {
        if (transition.Trigger == 'X')
            Fire(test, transition, "fireY");
    }
}
