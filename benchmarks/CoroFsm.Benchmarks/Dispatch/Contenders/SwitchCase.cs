using System.Runtime.CompilerServices;

namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>The hand-written machine: a state variable and a <c>switch</c>.</summary>
internal sealed class SwitchCase(string name) : FourStatesCase(name)
{
    private int state;

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        foreach (var e in events)
            Fire(e);
    }

    /// <summary>Not inlined, as a machine behind an interface or in another assembly would not be.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fire(byte e)
    {
        switch (state)
        {
            case 0:
                if (e == 0)
                    MoveTo(1);
                break;
            case 1:
                if (e == 1)
                    MoveTo(2);
                break;
            case 2:
                if (e == 2)
                    MoveTo(3);
                break;
            default:
                if (e == 3)
                    MoveTo(0);
                break;
        }
    }

    private void MoveTo(int next)
    {
        state = next;
        Transitions.Count++;
    }
}
