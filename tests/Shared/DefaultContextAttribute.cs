using System.Reflection;
using Xunit.v3;

namespace CoroFsm.TestSupport;

/// <summary>
/// Runs tests under the default <see cref="ExecutionContext"/>, as most programs run: that of the test framework has values, with which
/// every task has a context of its own and takes the longer path.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DefaultContextAttribute : BeforeAfterTestAttribute
{
    private static readonly ExecutionContext Default = Find();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => ExecutionContext.Restore(Default);

    private static ExecutionContext Find()
    {
        ExecutionContext? found = null;
        var thread = new Thread(() => found = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return found!;
    }
}
