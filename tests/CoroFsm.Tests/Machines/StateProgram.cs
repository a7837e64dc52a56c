using FsCheck;
using FsCheck.Fluent;

namespace CoroFsm.Tests.Machines;

/// <summary>Random programs of four states.</summary>
public static class StateProgram
{
    public const string Events = "abcde";

    private static readonly Gen<StateOf> States =
        from waits in Gen.Elements(Enum.GetValues<Waits>())
        from accepts in Gen.Elements("a", "bc", "abd", "cde")
        from actions in Gen.Elements("stay", "stay", "defer", "defer", "0", "1", "2", "3", "post").ArrayOf(Events.Length)
        from handles in Gen.Elements("", "", "a", "e", "cd")
        from handlerDefers in Gen.Elements(false, false, true)
        from until in Gen.Elements("", "", "b", "e")
        from untilTarget in Gen.Choose(0, 3)
        select new StateOf(waits, accepts, actions, handles, handlerDefers, until, untilTarget);

    public static Gen<Case> Cases { get; } =
        from states in States.ArrayOf(4)
        from events in Gen.Elements(Events.ToCharArray()).ArrayOf()
        from policy in Gen.Elements(Unmatched.Defer, Unmatched.Defer, Unmatched.Ignore, Unmatched.Throw)
        select new Case(states, new string(events), policy);

    public enum Waits
    {
        ForAll,
        ForAllInACall,
        Selectively,
        SelectivelyInACall,
    }

    public sealed record StateOf(
        Waits Waits, string Accepts, string[] Actions, string Handles, bool HandlerDefers, string Until, int UntilTarget)
    {
        public string ActionOn(char e) => Actions[Events.IndexOf(e)];

        public override string ToString() =>
            $"{Waits} {Accepts} [{string.Join(' ', Actions)}] handles '{Handles}'{(HandlerDefers ? " by deferring" : "")} " +
            $"until '{Until}' -> {UntilTarget}";
    }

    public sealed record Case(StateOf[] States, string Events, Unmatched Policy)
    {
        /// <summary>The maximum number of posts and deferrals of a run, so that it ends.</summary>
        public const int Budget = 50;

        public override string ToString() => $"{Policy} {Events}\n{string.Join('\n', States.AsEnumerable())}";
    }
}
