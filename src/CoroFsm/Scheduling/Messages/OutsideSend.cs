namespace CoroFsm;

/// <summary>A message from outside, which waits for room like any other.</summary>
internal sealed class OutsideSend<T>(ScheduledTask target, T message)
{
    private readonly TaskCompletionSource<bool> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<bool> Task => completion.Task;

    internal void Deliver()
    {
        var delivery = target.Deliver(message);
        if (delivery == ScheduledTask.Delivery.Full)
            target.Scheduler.SpawnIn(target.Scheduler.Root, Wait, "SendAsync", TaskPriority.Normal);
        else
            completion.SetResult(delivery == ScheduledTask.Delivery.Taken);
    }

    /// <summary>A task of its own that waits for room in place of the sender.</summary>
    private async Coroutine Wait(TaskContext context)
    {
        var wasTaken = false;
        try
        {
            wasTaken = await context.Call(new PendingSend<T>(target, message));
        }
        finally
        {
            completion.SetResult(wasTaken);
        }
    }
}
