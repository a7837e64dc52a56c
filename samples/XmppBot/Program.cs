using XmppBot;

return await CommandLine.RunAsync(args, Console.Error, TimeProvider.System);
