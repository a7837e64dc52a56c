using Stateless;

namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>The machine on Stateless: each state permits its event and ignores the others.</summary>
internal sealed class StatelessCase : FourStatesCase
{
    private readonly StateMachine<int, byte> machine = new(initialState: 0);

    internal StatelessCase(string name, string baseline)
        : base(name, baseline)
    {
        for (byte state = 0; state < States; state++)
        {
            var configuration = machine.Configure(state).OnEntry(() => Transitions.Count++);
            for (byte e = 0; e < States; e++)
            {
                if (e == state)
                    configuration.Permit(e, (state + 1) % States);
                else
                    configuration.Ignore(e);
            }
        }
    }

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        foreach (var e in events)
            machine.Fire(e);
    }
}
