print('it ran')
