namespace Rival.Akka;

/// <summary>Represents objects whose events are stored in SQLite, one for each sender.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Sends an event to an object.</summary>
    /// <returns>A task that ends when the event is stored.</returns>
    Task SendAsync(int sender, Add add);
}
