namespace CoroFsm.Tests.Machines.Work;

/// <summary>Every way to write an await of work; the overloads resolve without a cast.</summary>
internal static class AwaitForms
{
    /// <summary>Gets the forms. Each awaits the work with the function that it is given.</summary>
    public static IReadOnlyDictionary<string, Func<Inbox<string>, Func<CancellationToken, Task<int>>, Coroutine<int>>> All { get; } =
        new Dictionary<string, Func<Inbox<string>, Func<CancellationToken, Task<int>>, Coroutine<int>>>
        {
            ["delegate of a task"] = static async (inbox, work) => await inbox.Await(work),
            ["lambda of a task"] = static async (inbox, work) => await inbox.Await(token => work(token)),
            ["async lambda"] = static async (inbox, work) => await inbox.Await(async token => await work(token)),
            ["method group"] = static async (inbox, work) => await inbox.Await(new Service(work).Load),
            ["method group of a value task"] = static async (inbox, work) => await inbox.Await(new Service(work).LoadValue),
            ["lambda of a value task"] = static async (inbox, work) => await inbox.Await(token => new ValueTask<int>(work(token))),
            ["source of a value task"] = static async (inbox, work) => await inbox.Await(new Service(work).LoadPooled),
            ["lambda without result"] = static async (inbox, work) =>
            {
                Task<int>? task = null;
                await inbox.Await(token => (Task)(task = work(token)));
                return task!.Result;
            },
            ["async lambda without result"] = static async (inbox, work) =>
            {
                var result = 0;
                await inbox.Await(async token => { result = await work(token); });
                return result;
            },
            ["method group without result"] = static async (inbox, work) =>
            {
                var service = new Service(work);
                await inbox.Await(service.Run);
                return service.Result;
            },
            ["method group of a value task without result"] = static async (inbox, work) =>
            {
                var service = new Service(work);
                await inbox.Await(service.RunValue, "Running");
                return service.Result;
            },
            ["lambda of a value task without result"] = static async (inbox, work) =>
            {
                var service = new Service(work);
                await inbox.Await(token => service.RunValue(token), "Running", Unmatched.Defer);
                return service.Result;
            },
        };

    private sealed class Service(Func<CancellationToken, Task<int>> work)
    {
        public int Result { get; private set; }

        public Task<int> Load(CancellationToken cancellationToken) => work(cancellationToken);

        public ValueTask<int> LoadValue(CancellationToken cancellationToken) => new(work(cancellationToken));

        [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<int> LoadPooled(CancellationToken cancellationToken) => await work(cancellationToken);

        public async Task Run(CancellationToken cancellationToken) => Result = await work(cancellationToken);

        public async ValueTask RunValue(CancellationToken cancellationToken) => Result = await work(cancellationToken);
    }
}
